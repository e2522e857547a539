import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Instance } from "@hipstershop/registry";
import type { InstanceTransport } from "@hipstershop/transport";
import { UnreachedError } from "@hipstershop/transport";
import { createEndpoint } from "./endpoint.ts";

const instance: Instance = {
  id: "currencyservice-1",
  service: "currencyservice",
  address: "127.0.0.1:1",
  version: "0.1.0",
  metadata: {},
};

const never = () => new Promise<never>(() => {});

/** As AbortSignal.timeout, by the timers that a test may mock. */
function timeout(ms: number): AbortSignal {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), ms);
  return ending.signal;
}

function untilAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

function watched(ping: (signal: AbortSignal) => Promise<void> = never, alone = false) {
  const seen = { opened: 0, closed: 0, reconfirmed: 0, confirmed: 0, pings: 0 };
  const transport: InstanceTransport = {
    unary: never,
    stream: never,
    ping,
    close() {
      seen.closed += 1;
    },
  };
  const endpoint = createEndpoint(instance, {
    open() {
      seen.opened += 1;
      return transport;
    },
    registry: {
      reconfirm() {
        seen.reconfirmed += 1;
      },
      confirm() {
        seen.confirmed += 1;
      },
    },
    alone: () => alone,
  });
  function call(error?: ConnectError) {
    endpoint.begin();
    endpoint.end(error);
  }
  return { seen, endpoint, call };
}

function failure(code: Code, cause?: Error) {
  return new ConnectError("it failed", code, undefined, undefined, cause);
}

test("endpoint confirms its instance once, when the first call has succeeded", () => {
  const { seen, endpoint, call } = watched();
  call(failure(Code.Unavailable, new UnreachedError("refused")));
  // Another server that listens at the address may answer too.
  call(failure(Code.Unimplemented));
  assert.deepEqual([seen.confirmed, endpoint.hasAnswered], [0, false]);
  call();
  call();
  assert.deepEqual([seen.confirmed, endpoint.hasAnswered], [1, true]);
  endpoint[Symbol.dispose]();
});

test("endpoint opens its transport once, for the first call", () => {
  const { seen, endpoint, call } = watched();
  assert.equal(seen.opened, 0);
  call();
  call();
  assert.equal(seen.opened, 1);
  endpoint[Symbol.dispose]();
  assert.equal(seen.closed, 1);
});

test("endpoint counts the calls in flight", () => {
  using endpoint = watched().endpoint;
  endpoint.begin();
  endpoint.begin();
  assert.equal(endpoint.inFlight, 2);
  endpoint.end(failure(Code.Internal));
  assert.equal(endpoint.inFlight, 1);
});

test("endpoint is ejected at once when it cannot be reached, and tells the registry", () => {
  const { seen, endpoint, call } = watched();
  call(failure(Code.Unavailable, new UnreachedError("connection refused")));
  assert.notEqual(endpoint.ejectedMs, undefined);
  assert.equal(seen.reconfirmed, 1);
  endpoint[Symbol.dispose]();
});

for (const [what, ping, times] of [
  ["refuses", async () => Promise.reject(new Error("connect ECONNREFUSED")), 4],
  ["does not answer", untilAborted, 1],
] as const) {
  test(`endpoint that ${what} pings while it is ejected tells the registry ${times} times`, async (t) => {
    t.mock.method(Math, "random", () => 0.5);
    t.mock.method(AbortSignal, "timeout", timeout);
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const { seen, endpoint, call } = watched(ping);
    call(failure(Code.Unavailable, new UnreachedError("connection refused")));
    // Those that are refused come after 0.5, 1.5 and 3.5 s.
    for (const ms of [500, 1_000, 1_000, 1_000]) {
      t.mock.timers.tick(ms);
      await new Promise(setImmediate);
    }
    assert.equal(seen.reconfirmed, times);
    endpoint[Symbol.dispose]();
  });
}

test("endpoint is ejected after five calls in a row that were unavailable", () => {
  const { seen, endpoint, call } = watched();
  for (let i = 0; i < 4; i++) call(failure(Code.Unavailable));
  call();
  for (let i = 0; i < 4; i++) call(failure(Code.Unavailable));
  assert.equal(endpoint.ejectedMs, undefined);
  call(failure(Code.Unavailable));
  assert.notEqual(endpoint.ejectedMs, undefined);
  assert.equal(seen.reconfirmed, 0);
  endpoint[Symbol.dispose]();
});

test("endpoint does not count errors that its callers cause", () => {
  const { endpoint, call } = watched();
  for (let i = 0; i < 4; i++) call(failure(Code.Unavailable));
  call(failure(Code.Canceled));
  call(failure(Code.DeadlineExceeded));
  assert.equal(endpoint.ejectedMs, undefined);
  call(failure(Code.Unavailable));
  assert.notEqual(endpoint.ejectedMs, undefined);
  endpoint[Symbol.dispose]();
});

test("endpoint is ejected when it has frozen, also if its callers give up early", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { seen, endpoint } = watched();
  for (let i = 0; i < 3; i++) {
    assert.equal(endpoint.ejectedMs, undefined);
    endpoint.begin();
    t.mock.timers.tick(500);
    endpoint.end(failure(Code.DeadlineExceeded));
  }
  assert.notEqual(endpoint.ejectedMs, undefined);
  assert.equal(seen.closed, 1);
  endpoint[Symbol.dispose]();
});

for (const [what, changes, alone, closedMs] of [
  ["at once when they can be made elsewhere", false, false, 1_500],
  ["later when one may have side effects", true, false, 4_000],
  ["later when no other instance is well", false, true, 4_000],
] as const) {
  test(`endpoint that does not answer is ejected, and fails its calls ${what}`, (t) => {
    t.mock.timers.enable({ apis: ["setInterval"] });
    const { seen, endpoint } = watched(never, alone);
    endpoint.begin(changes);
    t.mock.timers.tick(1_250);
    assert.equal(endpoint.ejectedMs, undefined);
    t.mock.timers.tick(250);
    assert.notEqual(endpoint.ejectedMs, undefined);
    assert.equal(seen.closed, closedMs > 1_500 ? 0 : 1);
    t.mock.timers.tick(closedMs - 1_500);
    assert.equal(seen.closed, 1);
    endpoint.end(failure(Code.Unavailable), changes);
    endpoint[Symbol.dispose]();
  });
}

test("endpoint does not fail a call that a busy instance answers late", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const answer = Promise.withResolvers<void>();
  const { seen, endpoint } = watched(() => answer.promise);
  endpoint.begin(true);
  t.mock.timers.tick(3_000);
  answer.resolve();
  await new Promise(setImmediate);
  t.mock.timers.tick(1_250);
  assert.equal(seen.closed, 0);
  endpoint.end(undefined, true);
  endpoint[Symbol.dispose]();
});

test("endpoint is not ejected when its callers give up and it answers a ping", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { seen, endpoint } = watched(async () => {
    seen.pings += 1;
  });
  for (let i = 0; i < 6; i++) {
    endpoint.begin();
    t.mock.timers.tick(500);
    endpoint.end(failure(Code.DeadlineExceeded));
    await new Promise(setImmediate);
  }
  assert.equal(endpoint.ejectedMs, undefined);
  assert.equal(seen.pings, 6);
  t.mock.timers.tick(60_000);
  assert.equal(seen.pings, 6, "it is pinged although no call is in flight");
  endpoint[Symbol.dispose]();
});

test("endpoint that is retired closes after its last call", () => {
  const { seen, endpoint } = watched();
  endpoint.begin();
  endpoint.retire();
  assert.equal(seen.closed, 0);
  endpoint.end();
  assert.equal(seen.closed, 1);
});

test("endpoint that is disposed starts nothing when its last call fails", () => {
  const { endpoint } = watched();
  endpoint.begin();
  endpoint[Symbol.dispose]();
  endpoint.end(failure(Code.Unavailable, new UnreachedError("connection refused")));
  assert.equal(endpoint.ejectedMs, undefined);
});
