import { setTimeout as wait } from "node:timers/promises";
import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { codeFromString } from "@connectrpc/connect/protocol-connect";
import type { Faults } from "@hipstershop/faults";

type Call = (request: unknown, handler: HandlerContext) => unknown;

/**
 * Returns an RPC that the generic faults can break: it is slow, fails, hangs, or does its work and
 * then loses the answer. While no fault is on it is called as it is.
 */
export function breakable(call: Call, method: DescMethod, faults: Faults): Call {
  const about = { method: method.name };
  const isStream =
    method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming";

  async function before({ signal }: HandlerContext): Promise<void> {
    const latencyMs = await faults.number("rpcLatency", about);
    if (latencyMs > 0) await wait(latencyMs, undefined, { signal });
    if (await faults.strikes("rpcFailure", about)) {
      const code = codeFromString(await faults.text("rpcFailureCode", about));
      throw new ConnectError("broken on purpose", code ?? Code.Unavailable);
    }
    if (await faults.strikes("rpcHang", about)) await hang(faults, signal);
  }

  async function after(): Promise<void> {
    if (await faults.strikes("rpcAnswerLost", about)) {
      throw new ConnectError("the answer was lost", Code.Unavailable);
    }
  }

  async function unary(request: unknown, handler: HandlerContext) {
    await before(handler);
    const answer = await call(request, handler);
    await after();
    return answer;
  }

  async function* stream(request: unknown, handler: HandlerContext) {
    await before(handler);
    yield* call(request, handler) as AsyncIterable<unknown>;
    await after();
  }

  const broken = isStream ? stream : unary;
  return (request, handler) => (faults.active ? broken : call)(request, handler);
}

/** Waits until the faults change, then fails. Throws at once when the caller has gone. */
async function hang(faults: Faults, signal: AbortSignal): Promise<never> {
  const ended = AbortSignal.any([signal, faults.changed()]);
  await new Promise((resolve) => {
    if (ended.aborted) resolve(undefined);
    ended.addEventListener("abort", resolve, { once: true });
  });
  signal.throwIfAborted();
  throw new ConnectError("answered too late", Code.Unavailable);
}
