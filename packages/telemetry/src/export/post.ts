import * as http from "node:http";
import * as https from "node:https";

/** How long a receiver may take, in milliseconds. */
const TIMEOUT_MS = 5_000;

const AGENTS = {
  "http:": new http.Agent({ keepAlive: true, maxSockets: 2, timeout: 30_000 }),
  "https:": new https.Agent({ keepAlive: true, maxSockets: 2, timeout: 30_000 }),
};

/** Posts protobuf to a URL. Rejects when it was not taken: with another status than 2xx, or late. */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<void> {
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
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
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
