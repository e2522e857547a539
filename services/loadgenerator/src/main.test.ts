import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import type { Summary } from "./statistics.ts";
import { type FakeFrontend, startFakeFrontend } from "./testing/start-fake-frontend.ts";

test("main loads the shop until it is interrupted, and writes the report", async (t) => {
  await using frontend = await startFakeFrontend();
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-load-"));
  t.after(() => rm(folder, { recursive: true }));
  const REPORT = join(folder, "report.json");
  const child = start(t, frontend, { WAIT: "none", REPORT });
  const output = text(child.stdout);
  const exit = once(child, "exit");
  // More than there are visitors: one of them has come to the end of a checkout.
  await t.waitFor(() => assert.ok((frontend.forms.get("/cart/checkout")?.length ?? 0) > 3), WAIT);
  child.kill("SIGINT");
  assert.deepEqual(await exit, [0, null]);
  const { total, routes } = JSON.parse(await readFile(REPORT, "utf8")) as Summary;
  assert.deepEqual([total.failed, total.askedAgain], [0, 0]);
  assert.ok((routes["POST /cart/checkout"]?.requests ?? 0) >= 1);
  assert.match(await output, /^all +\d+ +0 /m);
});

test("main ends when it is told to, also below a supervisor", async (t) => {
  await using frontend = await startFakeFrontend();
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, ["--import", "@hipstershop/service/dev", main], {
    cwd: import.meta.dirname,
    env: { ...process.env, FRONTEND_ADDR: new URL(frontend.url).host, VIEW: "none" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit");
  await t.waitFor(() => assert.ok(frontend.requests.length > 0), WAIT);
  child.kill("SIGTERM");
  const [code, signal] = await Promise.race([exit, once(AbortSignal.timeout(20_000), "abort")]);
  assert.deepEqual([code, signal], [0, null]);
});

test("main stays alive while it waits for a frontend, also with a registry that keeps nothing open", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const env = { ...process.env, REGISTRY: "static", VIEW: "none", DURATION: "300ms" };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "inherit"] });
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("main writes the report when the reader of its view has gone", async (t) => {
  await using frontend = await startFakeFrontend();
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-load-"));
  t.after(() => rm(folder, { recursive: true }));
  const REPORT = join(folder, "report.json");
  const child = start(t, frontend, { WAIT: "none", REPORT });
  const exit = once(child, "exit");
  // More than there are visitors: one of them has come to the end of a request.
  await t.waitFor(() => assert.ok(frontend.requests.length > 3), WAIT);
  child.stdout.destroy();
  await once(child.stdout, "close");
  child.kill("SIGINT");
  assert.deepEqual(await exit, [0, null]);
  const { total } = JSON.parse(await readFile(REPORT, "utf8")) as Summary;
  assert.ok(total.requests > 0);
});

test("main ends with 1 when a request failed, and writes the report where it is told to", async (t) => {
  await using frontend = await startFakeFrontend();
  frontend.spoil = () => undefined;
  const child = start(t, frontend, { WAIT: "none", REPORT: "-" });
  const report = text(child.stdout);
  const exit = once(child, "exit");
  // More than there are visitors: one of them has come to the end of a request.
  await t.waitFor(() => assert.ok(frontend.requests.length > 3), WAIT);
  child.kill("SIGINT");
  assert.deepEqual(await exit, [1, null]);
  const { total } = JSON.parse(await report) as Summary;
  assert.equal(total.failed, total.requests);
  assert.ok(total.failures["GET /: status 500"]);
});

test("main ends by itself after its time, and lets visitors think before the next page", async (t) => {
  await using frontend = await startFakeFrontend();
  const child = start(t, frontend, { DURATION: "900ms" });
  assert.deepEqual(await once(child, "exit"), [0, null]);
  // Each visitor thinks for at least a second after the home page.
  assert.ok(frontend.requests.every((request) => request === "GET /"));
});

test("main names every wrong variable at its start", async (t) => {
  await using frontend = await startFakeFrontend();
  const wrong = { USERS: "many", FRONTEND_ADDR: "::", REPORT: "/nope/x" };
  const child = start(t, frontend, wrong);
  const said = text(child.stderr);
  assert.deepEqual(await once(child, "exit"), [2, null]);
  assert.deepEqual(
    (await said).split("\n").map((line) => line.split(" ", 1)[0]),
    [...Object.keys(wrong), ""],
  );
  assert.deepEqual(frontend.requests, []);
});

const WAIT = { interval: 20, timeout: 30_000 };

function start(t: TestContext, frontend: FakeFrontend, env: Record<string, string>) {
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      FRONTEND_ADDR: new URL(frontend.url).host,
      USERS: "3",
      RATE: "100",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  return child;
}
