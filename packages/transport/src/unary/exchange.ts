import { type Agent, type IncomingMessage, request } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import { readBody } from "./read-body.ts";

/** One request and what it may cost. */
export interface Exchange {
  readonly agent: Agent;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Record<string, string | number>;
  readonly body: Uint8Array;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly maxBytes: number;
}

/** The answer to a request, read to its end. */
export interface Answer {
  readonly head: IncomingMessage;
  readonly body: Uint8Array;
}

/**
 * Sends a POST over HTTP/1.1 and reads the answer. Throws DeadlineExceeded when the time is
 * over, the signal's reason when it aborts, ResourceExhausted when the answer is too long;
 * each time the connection is closed, which tells the server that nobody waits any more.
 * What else it throws is Node's error.
 */
export function exchange(options: Exchange): Promise<Answer> {
  const { body, timeoutMs, signal, maxBytes, ...where } = options;
  if (signal?.aborted) return Promise.reject(canceled(signal));
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request({ ...where, method: "POST" });

  function fail(reason: unknown) {
    end();
    reject(reason);
    outgoing.destroy();
  }
  function end() {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
  const abort = () => fail(canceled(signal as AbortSignal));
  const expire = () => fail(new ConnectError("the operation timed out", Code.DeadlineExceeded));
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
  signal?.addEventListener("abort", abort);

  outgoing.on("error", fail);
  outgoing.on("response", (head) => {
    readBody(head, head.headers["content-length"], maxBytes).then((read) => {
      end();
      resolve({ head, body: read });
    }, fail);
  });
  outgoing.end(body);
  return promise;
}

function canceled(signal: AbortSignal): ConnectError {
  return ConnectError.from(signal.reason, Code.Canceled);
}
