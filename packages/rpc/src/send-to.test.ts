import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { UnreachedError } from "@hipstershop/transport";
import type { Call } from "./call.ts";
import { createEndpoint } from "./endpoint.ts";
import { sendTo } from "./send-to.ts";

const instance = { id: "cart-1", service: "cart", address: "", version: "", metadata: {} };

/** Sends a call to an instance that fails it, and returns the call's record. */
async function failWith(error: ConnectError): Promise<Call["progress"]> {
  const fail = () => Promise.reject(error);
  using endpoint = createEndpoint(instance, {
    open: () => ({ unary: fail, stream: fail }),
    registry: { reconfirm: () => {} },
    alone: () => false,
  });
  const call: Call = {
    service: "cart",
    method: CartService.method.addItem,
    input: {},
    header: {},
    deadlineMs: performance.now() + 60_000,
    waitUntilMs: performance.now() + 60_000,
    progress: { attempts: 0, cache: "none" },
  };
  await assert.rejects(sendTo(endpoint, call), error);
  return call.progress;
}

test("sendTo records the instance that refused a call or lost it", async () => {
  for (const code of [Code.InvalidArgument, Code.Unavailable, Code.DeadlineExceeded]) {
    assert.equal((await failWith(new ConnectError("it failed", code))).instance, instance);
  }
});

test("sendTo records no instance when the call reached none", async () => {
  const cause = new UnreachedError("refused");
  const unreached = new ConnectError("it failed", Code.Unavailable, undefined, undefined, cause);
  assert.deepEqual(await failWith(unreached), { attempts: 1, cache: "none" });
});
