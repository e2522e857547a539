import { type Agent, request } from "node:http";
import type { Duplex } from "node:stream";
import { canceled } from "../caller-errors.ts";
import { whenGivenUp } from "../when-given-up.ts";
import { readBody } from "./read-body.ts";

/** One request, and its limits. */
export interface Exchange {
  /** Keeps the connections. Without one, `createConnection` gives the one that is used. */
  readonly agent?: Agent;
  readonly createConnection?: () => Duplex;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly maxBytes: number;
}

/** The answer to a request, read to its end. */
export interface Answer {
  /** The HTTP status, the content type, and how the content is compressed. */
  readonly status: number;
  readonly type: string | undefined;
  readonly encoding: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/**
 * Sends a POST over HTTP/1.1 and reads the answer. Throws DeadlineExceeded when the time is over,
 * Canceled when the signal aborts, ResourceExhausted when the answer is too long, and closes the
 * connection: that tells the server that nobody waits any more. All other errors are Node's.
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
  const end = whenGivenUp(signal, timeoutMs, fail);

  outgoing.on("error", fail);
  outgoing.on("response", (head) => {
    readBody(head, head.headers["content-length"], maxBytes).then((read) => {
      end();
      const { statusCode: status = 0, headers, rawHeaders } = head;
      const { "content-type": type, "content-encoding": encoding } = headers;
      resolve({ status, type, encoding, rawHeaders, body: read });
    }, fail);
  });
  outgoing.end(body);
  return promise;
}
