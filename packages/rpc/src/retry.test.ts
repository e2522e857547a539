import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { UnreachedError } from "@hipstershop/transport";
import type { Call } from "./call.ts";
import { createEndpointSet } from "./endpoint-set.ts";
import { withRetry } from "./retry.ts";

const { convert } = CurrencyService.method;
const { addItem } = CartService.method;
const unavailable = () => new ConnectError("lost", Code.Unavailable);
const unreached = () =>
  new ConnectError("refused", Code.Unavailable, undefined, undefined, new UnreachedError("no"));

/** Replicas whose calls fail with these errors, one after the other, and then succeed. */
async function replicas(count: number, failures: (() => ConnectError)[], reserve = 100) {
  const registry = createMemoryRegistry();
  for (let i = 0; i < count; i++) {
    const address = `127.0.0.1:${i + 1}`;
    const instance = { id: `cart-${i}`, service: "cart", address, version: "", metadata: {} };
    await registry.register(instance);
  }
  const tried: string[] = [];
  const set = createEndpointSet("cart", {
    registry,
    open: ({ id }) => ({
      async unary(method) {
        tried.push(id);
        const failure = failures.shift();
        if (failure) throw failure();
        return {
          stream: false,
          service: method.parent,
          method,
          header: new Headers(),
          trailer: new Headers(),
          message: create(method.output),
        };
      },
      stream: () => new Promise(() => {}),
    }),
  });
  let left = reserve;
  const invoke = withRetry(set, { deposit() {}, withdraw: () => left-- > 0 });
  return {
    tried,
    failures,
    async call(method: Call["method"], waitMs = 5_000) {
      const call: Call = {
        service: "cart",
        method,
        input: {},
        header: {},
        deadlineMs: performance.now() + 10_000,
        waitUntilMs: performance.now() + waitMs,
        progress: { attempts: 0, cache: "none" },
      };
      await invoke(call);
      return call.progress.attempts;
    },
    async [Symbol.asyncDispose]() {
      set[Symbol.dispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

test("retry makes a call without side effects once more, on another instance", async () => {
  await using service = await replicas(3, [unavailable]);
  assert.equal(await service.call(convert), 2);
  assert.equal(new Set(service.tried).size, 2);
});

test("retry does not make a call a third time", async () => {
  await using service = await replicas(3, [unavailable, unavailable]);
  await assert.rejects(service.call(convert), { code: Code.Unavailable });
  assert.equal(service.tried.length, 2);
});

test("retry does not repeat a call that may have changed something", async () => {
  await using service = await replicas(3, [unavailable]);
  await assert.rejects(service.call(addItem), { code: Code.Unavailable });
  assert.equal(service.tried.length, 1);
});

test("retry does not repeat a call that failed with another code", async () => {
  await using service = await replicas(3, [() => new ConnectError("no", Code.Internal)]);
  await assert.rejects(service.call(convert), { code: Code.Internal });
  assert.equal(service.tried.length, 1);
});

test("retry repeats no call when the budget is spent", async () => {
  await using service = await replicas(2, [unavailable], 1);
  assert.equal(await service.call(convert), 2);
  service.failures.push(unavailable);
  await assert.rejects(service.call(convert), { code: Code.Unavailable });
  assert.equal(service.tried.length, 3);
});

test("retry repeats no call when there is no other instance", async () => {
  await using service = await replicas(1, [unavailable]);
  await assert.rejects(service.call(convert), { code: Code.Unavailable });
  assert.equal(service.tried.length, 1);
});

test("retry sends a call that reached no server to the next instance, without the budget", async () => {
  await using service = await replicas(3, [unreached, unreached], 0);
  assert.equal(await service.call(addItem), 3);
  assert.equal(new Set(service.tried).size, 3);
});

test("retry tries again while all refuse, as long as the call may wait", async () => {
  await using service = await replicas(1, [unreached, unreached]);
  assert.equal(await service.call(addItem), 3);
  await using down = await replicas(1, Array(1_000).fill(unreached));
  await assert.rejects(down.call(addItem, 100), { code: Code.Unavailable, rawMessage: "refused" });
});
