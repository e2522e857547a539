import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
  type ServiceImpl,
} from "@connectrpc/connect";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { type CallContext, currentCallContext, runInCallContext } from "@hipstershop/rpc";
import { pino } from "pino";
import { createCallPolicy } from "./call-policy.ts";

/** A client of health, which has both a unary RPC and a streaming one, under a policy. */
function callUnderPolicy(see: (context: CallContext | undefined) => unknown) {
  const policy = createCallPolicy({
    log: pino({ level: "silent" }),
    extraLatencyMs: 0,
    maxCalls: 10,
  });
  const implementation: ServiceImpl<typeof Health> = {
    async check() {
      await see(currentCallContext());
      return {};
    },
    async *watch() {
      for (const status of [Status.SERVING, Status.NOT_SERVING, Status.SERVING]) {
        await see(currentCallContext());
        yield { status };
      }
    },
  };
  const applied = policy.apply(Health, implementation);
  const transport = createRouterTransport(({ service }) => void service(Health, applied));
  return { policy, client: createClient(Health, transport) };
}

test("a policy runs unary and streaming RPCs in a call context", async () => {
  const seen: (CallContext | undefined)[] = [];
  const { client } = callUnderPolicy((context) => void seen.push(context));
  await runInCallContext({ requestId: "r1" }, async () => {
    await client.check({}, { timeoutMs: 60_000 });
    for await (const _ of client.watch({}, { timeoutMs: 60_000 }));
  });
  assert.equal(seen.length, 4);
  for (const context of seen) {
    assert.equal(context?.requestId, "r1");
    assert.ok(context?.signal instanceof AbortSignal);
    assert.ok(Number(context?.deadlineMs) > performance.now());
    assert.ok(Number(context?.deadlineMs) <= performance.now() + 60_000);
  }
});

test("a policy refuses a call when its deadline has passed", async () => {
  const seen: unknown[] = [];
  const { client } = callUnderPolicy((context) => seen.push(context));
  await assert.rejects(
    client.check({}, { headers: { "connect-timeout-ms": "0" } }),
    (error: ConnectError) => error.code === Code.DeadlineExceeded,
  );
  assert.deepEqual(seen, []);
});

test("a policy is idle when the last call has ended, also when it was canceled", async (t) => {
  const gate = Promise.withResolvers<void>();
  let begun = 0;
  const { client, policy } = callUnderPolicy(() => {
    begun++;
    return gate.promise;
  });
  await policy.idle();
  const abort = new AbortController();
  const left = client.watch({}, { signal: abort.signal })[Symbol.asyncIterator]().next();
  const call = client.check({});
  await t.waitFor(() => assert.equal(begun, 2), { interval: 5, timeout: 20_000 });

  let idle = false;
  const becameIdle = policy.idle().then(() => {
    idle = true;
  });
  abort.abort();
  await assert.rejects(left);
  assert.equal(idle, false);
  gate.resolve();
  await call;
  await becameIdle;
});

test("a policy says CANCELED when an RPC fails because its caller has gone", async () => {
  const { client } = callUnderPolicy((context) =>
    wait(60_000, undefined, context?.signal ? { signal: context.signal } : {}),
  );
  const abort = new AbortController();
  const call = client.check({}, { signal: abort.signal });
  abort.abort();
  await assert.rejects(call, (error: ConnectError) => error.code === Code.Canceled);
});

test("a policy leaves out an RPC that is not implemented", async () => {
  const policy = createCallPolicy({
    log: pino({ level: "silent" }),
    extraLatencyMs: 0,
    maxCalls: 10,
  });
  const applied = policy.apply(Health, {});
  const transport = createRouterTransport(({ service }) => void service(Health, applied));
  await assert.rejects(
    createClient(Health, transport).check({}),
    (error) => error instanceof ConnectError && error.code === Code.Unimplemented,
  );
});
