import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { crashReason } from "./dev/crash-note.ts";

const main = join(import.meta.dirname, "testing/served.ts");

interface Started {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
  /** The exit code, or the signal's name. */
  readonly exit: Promise<number | string>;
}

function start(t: TestContext, env: Record<string, string>, ...flags: string[]): Started {
  const child = spawn(process.execPath, [...flags, main], {
    env: { ...process.env, SHOP: "test", REGISTRY: "memory", LOG_FORMAT: "json", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "close").then(([code, signal]) => code ?? signal);
  const started: Started = { child, stdout: "", stderr: "", exit };
  child.stdout?.on("data", (data) => {
    started.stdout += data;
  });
  child.stderr?.on("data", (data) => {
    started.stderr += data;
  });
  return started;
}

function sees(t: TestContext, started: Started, pattern: RegExp): Promise<RegExpExecArray> {
  const look = () => {
    const found = pattern.exec(started.stdout);
    assert.ok(found, `${pattern} in ${started.stdout}${started.stderr}`);
    return found;
  };
  return t.waitFor(look, { interval: 10, timeout: 60_000 });
}

const REGISTERED =
  /Registry \[memory\] Registering node: slowservice-[\da-f]+ at (127\.0\.0\.1:\d+)/;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`serve finishes what is in flight and exits with 0 when ${signal} comes twice`, async (t) => {
    const started = start(t, { ANSWER_MS: "500" });
    const [, address] = await sees(t, started, REGISTERED);
    const answer = fetch(`http://${address}/`);
    await sees(t, started, /answering/);
    started.child.kill(signal);
    started.child.kill(signal);
    assert.equal(await (await answer).text(), "answered");
    started.child.kill(signal);
    assert.equal(await started.exit, 0);
    assert.match(started.stdout, /released/);
    assert.equal(started.stderr, "");
  });
}

test("serve exits with 0 when it is interrupted before it has started", async (t) => {
  const started = start(t, { START_MS: "60000" });
  await sees(t, started, /starting/);
  started.child.kill("SIGINT");
  assert.equal(await started.exit, 0);
  assert.doesNotMatch(started.stdout, REGISTERED);
});

test("serve exits with 1 and one line when variables are bad", async (t) => {
  const started = start(t, { PORT: "-1", ANSWER_MS: "soon", EXTRA_LATENCY: "5" });
  assert.equal(await started.exit, 1);
  assert.equal(started.stdout, "");
  assert.match(
    started.stderr,
    /^slowservice cannot start: PORT must [^\n]*; EXTRA_LATENCY must [^\n]*; ANSWER_MS must [^\n]*\n$/,
  );
});

test("serve exits with 1 and one line when its port is in use", async (t) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const started = start(t, { PORT: String(port) });
  assert.equal(await started.exit, 1);
  assert.match(
    started.stderr,
    /^slowservice cannot start: port \d+ at 127\.0\.0\.1 is in use: [^\n]+\n$/,
  );
  other.close();
});

test("serve finishes what is in flight when its parent has gone in development", async (t) => {
  const preload = ["--import", join(import.meta.dirname, "dev/watch-over.ts")];
  const started = start(t, { ANSWER_MS: "500" }, ...preload);
  const [, address] = await sees(t, started, REGISTERED);
  const answer = fetch(`http://${address}/`);
  await sees(t, started, /answering/);
  // Of a child that its parent has disconnected, Node tells no "close".
  const exit = once(started.child, "exit");
  started.child.disconnect();
  assert.equal(await (await answer).text(), "answered");
  assert.deepEqual(await exit, [0, null]);
});

test("in development a service ends with 0 that loads something when its parent has ended", async (t) => {
  const preload = ["--import", join(import.meta.dirname, "dev/watch-over.ts")];
  const loads =
    "data:text/javascript,process.once('SIGTERM', () => import('data:text/javascript,'))";
  const env = { WATCH_REPORT_DEPENDENCIES: "1" };
  const started = start(t, env, ...preload, "--import", loads);
  await sees(t, started, REGISTERED);
  const exit = once(started.child, "exit");
  started.child.disconnect();
  assert.deepEqual(await exit, [0, null]);
});

test("in development the reason of a crash is kept until the service starts again", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hipstershop-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const env = { DATA_FOLDER: folder };
  const preload = ["--import", join(import.meta.dirname, "dev/watch-over.ts")];
  // The service is named after its folder, which is "src" here.
  const reason = () => crashReason(join(folder, "test"), "src");

  const bad = start(t, { ...env, PORT: "-1" }, ...preload);
  assert.equal(await bad.exit, 1);
  assert.match(String(reason()), /^PORT must be/);

  const good = start(t, env, ...preload);
  await sees(t, good, REGISTERED);
  // Just after it has said that.
  await t.waitFor(() => assert.equal(reason(), undefined), { interval: 10, timeout: 60_000 });
  good.child.kill("SIGTERM");
  assert.equal(await good.exit, 0);

  const unloadable = start(
    t,
    env,
    ...preload,
    "--import",
    "data:text/javascript,throw new Error('no such luck')",
  );
  assert.equal(await unloadable.exit, 1);
  assert.match(String(reason()), /no such luck/);
});

test("in development compiled code is kept for the next start while the service runs", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hipstershop-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const preload = ["--import", join(import.meta.dirname, "dev/watch-over.ts")];
  const started = start(t, { NODE_COMPILE_CACHE: folder }, ...preload);
  await sees(t, started, REGISTERED);
  const kept = () => readdirSync(folder, { recursive: true });
  await t.waitFor(() => assert.ok(kept().length > 100), { interval: 100, timeout: 60_000 });
  assert.equal(started.child.exitCode, null);
  // It would write there once more.
  started.child.kill("SIGKILL");
  await started.exit;
});
