import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { FlagdCore } from "@openfeature/flagd-core";
import { openFlagFile } from "./open-flag-file.ts";
import type { FlagName } from "./shipped-flags.ts";

async function setUp(t: TestContext, text?: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), "flags-"));
  t.after(() => folder.remove());
  const path = join(folder.path, "shop", "flags.json");
  const file = openFlagFile(text === undefined ? path : join(folder.path, "flags.json"));
  t.after(() => file[Symbol.dispose]());
  if (text !== undefined) await writeFile(file.path, text);
  const on = (name: FlagName) => {
    const rules = file.list().find((flag) => flag.name === name)?.on ?? [];
    return rules.map(({ target, value }) => [target, value]);
  };
  return { file, on };
}

/** What flagd itself makes of the file. */
async function flagd(path: string, flag: string, about: Record<string, string>) {
  const core = new FlagdCore();
  core.setConfigurations(await readFile(path, "utf8"));
  return core.resolveNumberEvaluation(flag, -1, about).value;
}

test("openFlagFile has everything off while there is no file, and makes one at the first change", async (t) => {
  const { file, on } = await setUp(t);
  assert.ok(file.list().every((flag) => flag.on.length === 0));
  assert.equal(file.writable, true);
  file.set("cartFailure", "50%");
  assert.deepEqual(on("cartFailure"), [[{}, 0.5]]);
  assert.equal(await flagd(file.path, "cartFailure", {}), 0.5);
});

test("writable says no where a file stands in the way of the folder", async (t) => {
  const { file } = await setUp(t, "{}");
  using below = openFlagFile(join(file.path, "shop", "flags.json"));
  assert.equal(below.writable, false);
});

test("set gives each target a rule of its own, which clear takes away", async (t) => {
  const { file, on } = await setUp(t);
  const cart = { service: "cartservice" };
  const one = { service: "adservice", instance: "adservice-1" };
  file.set("rpcLatency", "500ms", cart);
  file.set("rpcLatency", 340, one);
  file.set("rpcLatency", "100ms", cart);
  const rules = [
    [cart, 100],
    [one, 340],
  ];
  assert.deepEqual(new Set(on("rpcLatency")), new Set(rules));
  assert.equal(await flagd(file.path, "rpcLatency", cart), 100);
  assert.equal(await flagd(file.path, "rpcLatency", one), 340);
  assert.equal(await flagd(file.path, "rpcLatency", { service: "adservice" }), 0);
  file.clear("rpcLatency", cart);
  assert.deepEqual(on("rpcLatency"), [[one, 340]]);
  file.set("rpcLatency", "2sec");
  file.set("rpcLatency", "off", cart);
  assert.equal(await flagd(file.path, "rpcLatency", cart), 0);
  assert.equal(await flagd(file.path, "rpcLatency", { service: "emailservice" }), 2000);
  file.clear("rpcLatency");
  assert.deepEqual(on("rpcLatency"), []);
});

test("valueFor returns what is on for just a target, however it is spelled", async (t) => {
  const { file } = await setUp(t);
  file.set("rpcLatency", 300, { service: "adservice" });
  file.set("rpcLatency", 500, { service: "adservice", instance: "adservice-1" });
  assert.equal(file.valueFor("rpcLatency"), undefined);
  assert.equal(file.valueFor("rpcLatency", { service: "adservice" }), 300);
  const one = { instance: "adservice-1", service: "adservice", method: "" };
  assert.equal(file.valueFor("rpcLatency", one), 500);
  file.clear("rpcLatency", { service: "adservice" });
  assert.equal(file.valueFor("rpcLatency", { service: "adservice" }), undefined);
});

test("productCatalogFailure is for one product unless somebody says for which", async (t) => {
  const { file, on } = await setUp(t);
  file.set("productCatalogFailure", true);
  assert.deepEqual(on("productCatalogFailure"), [[{ product_id: "OLJCESPC7Z" }, true]]);
});

test("set refuses a flag and a value that are not there, and changes nothing", async (t) => {
  const { file, on } = await setUp(t);
  for (const [flag, value, message] of [
    ["nothing", 1, /no flag "nothing"/],
    ["cartFailure", 1.5, /cartFailure must be from 0 to 1/],
    ["cartFailure", "often", /a number, or one of off, 10%/],
    ["adFailure", 0.5, /true or false/],
    ["rpcLatency", "constructor", /a number/],
    ["rpcFailureCode", "ok", /one of unavailable, internal/],
  ] as const) {
    assert.throws(() => file.set(flag, value), { name: "RangeError", message });
  }
  assert.deepEqual(on("cartFailure"), []);
  file.set("loadGeneratorMix", "browse=3,checkout=1");
  assert.deepEqual(on("loadGeneratorMix"), [[{}, "browse=3,checkout=1"]]);
});

test("clearAll turns everything off, and keeps what a file has besides", async (t) => {
  const { file } = await setUp(t, DEMO);
  const turnedOn = () => file.list().flatMap(({ name, on }) => (on.length > 0 ? [name] : []));
  await t.waitFor(() => assert.deepEqual(turnedOn(), ["cartFailure", "paymentFailure"]), soon);
  file.clearAll();
  assert.deepEqual(turnedOn(), []);
  const { flags } = JSON.parse(await readFile(file.path, "utf8"));
  assert.equal(flags.kafkaQueueProblems.defaultVariant, "on");
  assert.equal(flags.cartFailure.defaultVariant, "off");
});

test("clearAll tells of what was concealed at no time", async (t) => {
  const { file, on } = await setUp(t);
  file.set("adFailure", true);
  file.conceal(true);
  const told: unknown[] = [];
  using _changes = file.onChange(() => told.push([file.concealed, on("adFailure").length]));
  file.clearAll();
  assert.deepEqual(told.at(-1), [false, 0]);
  assert.ok(!told.some((each) => String(each) === "false,1"), JSON.stringify(told));
});

test("clearAll and clear turn off what has no variant for that in opentelemetry-demo's file", async (t) => {
  const variants = { 5: 5, 10: 10 };
  const text = JSON.stringify({ flags: { loadGeneratorVUs: { defaultVariant: "5", variants } } });
  for (const end of ["clearAll", "clear"] as const) {
    const { file, on } = await setUp(t, text);
    await t.waitFor(() => assert.deepEqual(on("loadGeneratorVUs"), [[{}, 5]]), soon);
    file[end]("loadGeneratorVUs");
    assert.equal(file.problem, undefined);
    assert.deepEqual(on("loadGeneratorVUs"), []);
    assert.equal(await flagd(file.path, "loadGeneratorVUs", {}), 0);
  }
});

test("openFlagFile tells of each change, and of a broken file, whose last good version counts", async (t) => {
  const { file, on } = await setUp(t);
  let changes = 0;
  using _ = file.onChange(() => void changes++);
  file.set("adFailure", true);
  assert.equal(changes, 1);
  await writeFile(file.path, '{ "flags": { "adFailure": { "variants": {} } } }');
  const problem = /"adFailure" must have variants and a defaultVariant/;
  await t.waitFor(() => assert.match(file.problem ?? "", problem), soon);
  assert.deepEqual(on("adFailure"), [[{}, true]]);
});

const soon = { interval: 10, timeout: 20_000 };

/** As a file for opentelemetry-demo looks: booleans where others have numbers, and flags of others. */
const DEMO = JSON.stringify({
  $schema: "https://flagd.dev/schema/v0/flags.json",
  flags: {
    cartFailure: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "on" },
    paymentFailure: {
      state: "ENABLED",
      variants: { "90%": 0.95, off: 0 },
      defaultVariant: "off",
      targeting: { if: [{ ends_with: [{ var: "session" }, "7"] }, "90%", "off"] },
    },
    adFailure: { state: "DISABLED", variants: { on: true, off: false }, defaultVariant: "on" },
    productCatalogFailure: {
      state: "ENABLED",
      variants: { on: true, off: false },
      defaultVariant: "off",
      targeting: { if: [{ "==": [{ var: "product_id" }, "OLJCESPC7Z"] }, "off", "off"] },
    },
    kafkaQueueProblems: { state: "ENABLED", variants: { on: 100, off: 0 }, defaultVariant: "on" },
  },
});

test("set takes the values that a flag of the shop takes, whatever the file says of it", async (t) => {
  const bare = (off: unknown) => ({ state: "ENABLED", variants: { off }, defaultVariant: "off" });
  const flags = { rpcFailure: bare(0), loadGeneratorMix: bare("") };
  const { file, on } = await setUp(t, JSON.stringify({ flags }));
  for (const [flag, value] of [
    ["rpcFailure", 5],
    ["rpcLatency", -1],
    ["rpcLatency", 2 ** 31],
    ["loadGeneratorVUs", 1e9],
    ["rpcLatency", "constructor"],
    ["rpcLatency", "__proto__"],
  ] as const) {
    assert.throws(() => file.set(flag, value), RangeError, `${flag} takes ${value}`);
  }
  file.set("loadGeneratorMix", "browse=1");
  assert.deepEqual(on("loadGeneratorMix"), [[{}, "browse=1"]]);
});

test("set writes the file that a symlink leads to", async (t) => {
  const { file, on } = await setUp(t, "");
  const link = join(dirname(file.path), "link.json");
  await symlink(file.path, link);
  using linked = openFlagFile(link);
  linked.set("cartFailure", "50%");
  assert.ok((await lstat(link)).isSymbolicLink());
  await t.waitFor(() => assert.deepEqual(on("cartFailure"), [[{}, 0.5]]), soon);
});

test("set loses nothing that another process sets at the same time", async (t) => {
  const { file, on } = await setUp(t, "{}");
  file.clearAll();
  const program = join(import.meta.dirname, "testing/set-flags.ts");
  const writers = ["one", "two", "three"].map(async (name) => {
    const writer = spawn(process.execPath, [program, file.path, name, "25"], { stdio: "inherit" });
    const [code] = await once(writer, "exit");
    assert.equal(code, 0);
  });
  await Promise.all(writers);
  await t.waitFor(() => assert.equal(on("rpcLatency").length, 75), soon);
});
