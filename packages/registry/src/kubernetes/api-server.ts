import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { get, type RequestOptions } from "node:https";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { ApiError } from "./api-error.ts";

/** A Kubernetes API server, and who asks it. */
export interface ApiServer {
  /** "https://10.96.0.1:443" */
  readonly url: string;
  /** The folder of the service account: `namespace`, `ca.crt`, and `token`. */
  readonly accountFolder: string;
}

export interface GetSlicesOptions {
  /** How long the server may say nothing. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/** A proxy may ask for a longer wait than a timer can have. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * Gets the EndpointSlices of the pod's namespace that a query selects, and resolves to the body
 * while it arrives. Rejects with an ApiError when the status is not 200, and with another Error
 * when there is no answer. When the server is silent for too long, the body throws too.
 *
 * Every request reads the token and the CA again, which are replaced while a pod runs, and opens a
 * connection, because there is about one request in five minutes. It trusts no CA but the
 * cluster's.
 */
export async function getSlices(
  { url, accountFolder }: ApiServer,
  query: URLSearchParams,
  { silenceMs, signal }: GetSlicesOptions,
): Promise<AsyncIterable<Buffer>> {
  const account = (name: string) => readAccountFile(join(accountFolder, name));
  const namespace = encodeURIComponent(await account("namespace"));
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  const response = await request(new URL(`${path}?${query}`, url), {
    agent: false,
    timeout: silenceMs,
    signal,
    ca: await account("ca.crt"),
    headers: {
      authorization: `Bearer ${await account("token")}`,
      accept: "application/json",
    },
  });
  const { statusCode: status = 0, headers } = response;
  if (status === 200) return response;
  const retryAfterMs = Math.min(Number(headers["retry-after"]) * 1_000, MAX_RETRY_AFTER_MS);
  const message = explain(status, await reasonIn(response));
  throw new ApiError(status, message, retryAfterMs >= 0 ? retryAfterMs : undefined);
}

async function readAccountFile(path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    const rule = "a service account with automountServiceAccountToken: true";
    throw new Error(`Cannot read "${path}": a pod that looks up services needs ${rule}`, { cause });
  }
}

function request(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let response: IncomingMessage | undefined;
    const request = get(url, options, (begun) => {
      response = begun;
      resolve(begun);
    });
    request.on("error", reject);
    request.on("timeout", () => {
      const error = new Error(`The API server was silent for ${options.timeout} ms`);
      // After the response has begun, only the response tells its reader.
      (response ?? request).destroy(error);
    });
  });
}

/** Returns the message of the Status object. A proxy may answer something else. */
async function reasonIn(response: IncomingMessage): Promise<string> {
  try {
    return String(((await json(response)) as { message?: unknown }).message);
  } catch {
    return `status ${response.statusCode}`;
  }
}

function explain(status: number, reason: string): string {
  if (status === 401) {
    return `The API server does not accept the token of this service account (401): ${reason}`;
  }
  if (status === 403) {
    return (
      'The Role of this service account must allow "list" and "watch" on "endpointslices" ' +
      `in the API group "discovery.k8s.io" (403): ${reason}`
    );
  }
  return `The API server answered ${status}: ${reason}`;
}
