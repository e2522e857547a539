import * as http from "node:http";
import * as https from "node:https";

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Ends it, and then it rejects. */
  readonly signal: AbortSignal;
}

/** How long a receiver may take, in milliseconds: not counted while there is no connection for it yet. */
const TIMEOUT_MS = 5_000;

const AGENTS = {
  "http:": new http.Agent({ keepAlive: true, maxSockets: 2, timeout: 30_000 }),
  "https:": new https.Agent({ keepAlive: true, maxSockets: 2, timeout: 30_000 }),
};

/** Posts protobuf to a URL. Rejects when it was not taken: with another status than 2xx, or late. */
export function post(url: string, { headers, body, signal }: PostOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const secure = url.startsWith("https:");
  const request = (secure ? https : http).request(url, {
    method: "POST",
    agent: AGENTS[secure ? "https:" : "http:"],
    headers: {
      ...headers,
      "content-type": "application/x-protobuf",
      "content-length": body.byteLength,
    },
    signal,
  });
  let late: NodeJS.Timeout | undefined;
  request.on("socket", () => {
    const error = new Error(`the receiver did not answer within ${TIMEOUT_MS} ms`);
    late = setTimeout(() => request.destroy(error), TIMEOUT_MS).unref();
  });
  request.on("close", () => clearTimeout(late));
  request.on("error", reject);
  request.on("response", (answer) => {
    answer.resume().on("error", reject);
    answer.on("end", () => {
      const { statusCode = 0 } = answer;
      if (statusCode >= 200 && statusCode < 300) resolve();
      else reject(new Error(`the receiver answered ${statusCode}`));
    });
  });
  request.end(body);
  return promise;
}
