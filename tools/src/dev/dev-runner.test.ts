import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { type TestContext, test } from "node:test";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { type Copy, CopyState, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { startService } from "@hipstershop/service";
import { supervised } from "../testing/supervised.ts";
import { DEV_RUNNER, devRunner } from "./dev-runner.ts";

const DEADLINE = { interval: 20, timeout: 60_000 };
const windows = process.platform === "win32" && "Windows holds no process";

test("devRunner adds, restarts, kills and stops copies, and lists what became of them", async (t) => {
  const { runner, until, untilCopies } = await serve(t);
  const { copy } = await runner.addCopy({ service: "adder" });
  assert.equal(copy?.state, CopyState.RUNNING);
  await until("answer 1 with port 7000");

  await runner.restartCopy({ pid: copy.pid });
  await untilCopies(({ pid, state }) => pid !== copy.pid && state === CopyState.RUNNING);

  const { pid } = await first(runner);
  await runner.killCopy({ pid });
  await until("adder was ended by SIGKILL");
  await untilCopies((each) => each.pid !== pid && each.state === CopyState.RUNNING);

  const last = await first(runner);
  await runner.stopCopy({ pid: last.pid });
  await untilCopies((each) => each.pid === 0 && each.state === CopyState.STOPPED);
});

test("stopCopy stops what comes in the place of a process that was killed", async (t) => {
  const { runner, until, untilCopies } = await serve(t);
  const { copy } = await runner.addCopy({ service: "adder" });
  await until("answer 1");
  const pid = copy?.pid ?? 0;
  await runner.killCopy({ pid });
  await untilCopies((each) => each.pid !== pid && each.state === CopyState.RUNNING);
  await runner.stopCopy({ pid });
  await untilCopies((each) => each.pid === 0 && each.state === CopyState.STOPPED);
});

test("addCopy starts one that was stopped, with the port that it had", async (t) => {
  const { runner, until, said, untilCopies } = await serve(t);
  const { copy } = await runner.addCopy({ service: "adder" });
  await until("answer 1 with port 7000");
  await runner.stopCopy({ pid: copy?.pid ?? 0 });
  await untilCopies(({ pid }) => pid === 0);
  await runner.addCopy({ service: "adder" });
  await t.waitFor(() => assert.equal(said().match(/with port 7000/g)?.length, 2), DEADLINE);
  assert.equal((await runner.listCopies({})).copies.length, 1);
});

test("addCopy gives a copy a version of its own, and takes none of another version again", async (t) => {
  const { runner, until, said, untilCopies } = await serve(t);
  const { copy } = await runner.addCopy({ service: "adder", version: "9.9.9" });
  await until("version 9.9.9");
  await runner.stopCopy({ pid: copy?.pid ?? 0 });
  await untilCopies(({ pid }) => pid === 0);
  await runner.addCopy({ service: "adder" });
  await until("version undefined");
  await runner.addCopy({ service: "adder", version: "9.9.9" });
  await t.waitFor(() => assert.equal(said().match(/version 9\.9\.9/g)?.length, 2), DEADLINE);
  assert.equal((await runner.listCopies({})).copies.length, 2);
});

test("freezeCopy holds a process until it is thawed, and one that is held can be stopped", {
  skip: windows,
}, async (t) => {
  const { runner, until, untilCopies } = await serve(t);
  const { copy } = await runner.addCopy({ service: "adder" });
  const pid = copy?.pid ?? 0;
  await until("answer 1");
  // The first letter of its state is T while it is held (ps(1)).
  const held = () => execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  await runner.freezeCopy({ pid });
  assert.equal((await first(runner)).state, CopyState.FROZEN);
  await t.waitFor(() => assert.match(held(), /^T/), DEADLINE);
  await runner.thawCopy({ pid });
  assert.equal((await first(runner)).state, CopyState.RUNNING);
  await t.waitFor(() => assert.doesNotMatch(held(), /^T/), DEADLINE);

  await runner.freezeCopy({ pid });
  await runner.stopCopy({ pid });
  await untilCopies((each) => each.pid === 0 && each.state === CopyState.STOPPED);
});

test("devRunner leaves alone what it did not start", async (t) => {
  const { runner } = await serve(t);
  await runner.addCopy({ service: "adder" });
  for (const pid of [0, process.pid]) {
    for (const rpc of ["restartCopy", "stopCopy", "killCopy", "freezeCopy", "thawCopy"] as const) {
      await assert.rejects(runner[rpc]({ pid }), isError(Code.NotFound), rpc);
    }
  }
  await assert.rejects(runner.addCopy({ service: "../adder" }), isError(Code.NotFound));
});

test("devRunner refuses what a browser asks for, whatever the page", async (t) => {
  const { url } = await serve(t);
  for (const headers of [{ origin: url }, { "sec-fetch-site": "cross-site" }]) {
    for (const rpc of ["ListCopies", "AddCopy", "KillCopy"]) {
      const response = await fetch(`${url}/hipstershop.dev.DevRunnerService/${rpc}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: "{}",
      });
      assert.equal(response.status, 403, rpc);
    }
  }
});

/** A client of a devRunner, whose supervisor knows the program "adder". */
async function serve(t: TestContext) {
  const { supervisor, ...rest } = await supervised(t);
  const registry = createMemoryRegistry();
  const running = await startService(devRunner(supervisor, ["adder"]), {
    env: { SHOP: "test", LOG_LEVEL: "silent", OTEL_SDK_DISABLED: "true" },
    registry,
  });
  const clients = createClients({ registry });
  t.after(async () => {
    await clients[Symbol.asyncDispose]();
    await running[Symbol.asyncDispose]();
  });
  const runner = clients.client(DevRunnerService, { name: DEV_RUNNER });
  return {
    ...rest,
    runner,
    url: `http://${running.instance.address}`,
    untilCopies: (check: (copy: Copy) => boolean) =>
      t.waitFor(async () => assert(check(await first(runner))), DEADLINE),
  };
}

async function first(runner: Client<typeof DevRunnerService>): Promise<Copy> {
  const [copy] = (await runner.listCopies({})).copies;
  assert(copy);
  return copy;
}

function isError(code: Code) {
  return (error: unknown) => ConnectError.from(error).code === code;
}
