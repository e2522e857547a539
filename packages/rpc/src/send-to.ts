import { Code, ConnectError, type UnaryResponse } from "@connectrpc/connect";
import type { Call } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";

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
    const answer = await transport.unary(
      call.method,
      call.signal,
      timeoutMs,
      call.header,
      call.input,
      call.contextValues,
    );
    call.progress.instance = endpoint.instance;
    return answer;
  } catch (reason) {
    failure = ConnectError.from(reason);
    throw failure;
  } finally {
    endpoint.end(failure);
  }
}
