import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import type { Call } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";
import { UnreachedError } from "./unreached-error.ts";

/**
 * Makes one attempt at a call on an endpoint, and tells the endpoint how it went. Throws a
 * ConnectError: DeadlineExceeded without sending anything when no time is left.
 */
export async function sendTo(endpoint: Endpoint, call: Call): Promise<UnaryResponse> {
  const timeoutMs = Math.floor(call.deadlineMs - Date.now());
  if (timeoutMs < 1) throw new ConnectError("the operation timed out", Code.DeadlineExceeded);
  call.progress.attempts += 1;
  let failure: ConnectError | undefined;
  const transport = endpoint.begin();
  try {
    return await transport.unary(
      call.method,
      call.signal,
      timeoutMs,
      call.header,
      call.input,
      call.contextValues,
    );
  } catch (reason) {
    failure = ConnectError.from(reason);
    throw failure;
  } finally {
    // Also where the answer was lost: who looks for a request must know where it went.
    if (!(failure?.cause instanceof UnreachedError)) call.progress.instance = endpoint.instance;
    endpoint.end(failure);
  }
}
