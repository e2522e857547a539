import { ConnectError, type UnaryResponse } from "@connectrpc/connect";
import { timedOut, UnreachedError } from "@hipstershop/transport";
import type { Call } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";
import { isRead } from "./is-read.ts";

/**
 * Makes one attempt at a call on an endpoint, and tells the endpoint how it went. Throws a
 * ConnectError. When no time is left it sends nothing and throws DeadlineExceeded.
 */
export async function sendTo(endpoint: Endpoint, call: Call): Promise<UnaryResponse> {
  const startMs = performance.now();
  const timeoutMs = Math.floor(call.deadlineMs - startMs);
  if (timeoutMs < 1) throw timedOut();
  call.progress.attempts += 1;
  let failure: ConnectError | undefined;
  const changes = !isRead(call.method);
  const transport = endpoint.begin(changes);
  try {
    const { method, signal, header, input } = call;
    return await transport.unary(method, signal, timeoutMs, header, input);
  } catch (reason) {
    failure = ConnectError.from(reason);
    throw failure;
  } finally {
    // Also when the answer was lost: a reader of the record must know where the request went.
    if (!(failure?.cause instanceof UnreachedError)) call.progress.instance = endpoint.instance;
    endpoint.end(failure, changes);
    const { progress } = call;
    if (progress.watched && (failure || progress.tries)) {
      progress.tries ??= [];
      const { instance } = endpoint;
      progress.tries.push({ instance, startMs, endMs: performance.now(), code: failure?.code });
    }
  }
}
