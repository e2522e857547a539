import { readFile } from "node:fs/promises";
import { get as getInClear, type IncomingMessage, type RequestOptions } from "node:http";
import { get as getOverTls } from "node:https";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { ApiError } from "./api-error.ts";

/** The Kubernetes API server, as the service account of a pod may ask it. */
export interface ApiServer {
  /**
   * Gets a path below this namespace's part of discovery.k8s.io, and resolves with the body as
   * it arrives. Rejects with an ApiError when the status is not 200, and with another Error
   * when there is no answer; that and the body throw when the server is silent for `silenceMs`.
   */
  get(path: string, options: ApiGetOptions): Promise<AsyncIterable<Buffer>>;
}

export interface ApiGetOptions {
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

export interface ApiServerOptions {
  /** "https://10.96.0.1:443" */
  readonly url: string;
  /** The folder of the service account: `namespace`, `ca.crt`, and `token`. */
  readonly accountFolder: string;
}

/**
 * Returns a client of the API server. Every request reads the token and the CA anew, for
 * they are rotated under a running pod, and has a connection of its own, for there is about
 * one in five minutes. It trusts no CA but the cluster's.
 */
export function createApiServer({ url, accountFolder }: ApiServerOptions): ApiServer {
  const get = url.startsWith("https:") ? getOverTls : getInClear;

  async function head(
    path: string,
    { silenceMs, signal }: ApiGetOptions,
  ): Promise<IncomingMessage> {
    const namespace = encodeURIComponent((await accountFile("namespace")).trim());
    const base = `/apis/discovery.k8s.io/v1/namespaces/${namespace}`;
    const options: RequestOptions & { ca: string } = {
      agent: false,
      timeout: silenceMs,
      signal,
      ca: await accountFile("ca.crt"),
      headers: {
        authorization: `Bearer ${(await accountFile("token")).trim()}`,
        accept: "application/json",
      },
    };
    return new Promise((resolve, reject) => {
      let response: IncomingMessage | undefined;
      const request = get(new URL(`${base}/${path}`, url), options, (begun) => {
        response = begun;
        resolve(begun);
      });
      request.on("error", reject);
      request.on("timeout", () => {
        const error = new Error(`The API server was silent for ${silenceMs} ms`);
        // Once it has begun, only the response passes the reason on to its reader.
        (response ?? request).destroy(error);
      });
    });
  }

  function accountFile(name: string): Promise<string> {
    const path = join(accountFolder, name);
    return readFile(path, "utf8").catch((cause: unknown) => {
      const message =
        `Cannot read "${path}": a pod that looks up services needs a ` +
        "service account with automountServiceAccountToken: true";
      throw new Error(message, { cause });
    });
  }

  return {
    async get(path, options) {
      const response = await head(path, options);
      const { statusCode: status = 0, headers } = response;
      if (status === 200) return response;
      const seconds = Number(headers["retry-after"]);
      const message = explain(status, await reasonIn(response));
      const retryAfterMs = Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS);
      throw new ApiError(status, message, retryAfterMs >= 0 ? retryAfterMs : undefined);
    },
  };
}

/** A proxy may ask for longer than a timer can be set, or than anyone would want to wait. */
const MAX_RETRY_AFTER_MS = 300_000;

/** What the server says in its Status object; behind a broken proxy it may be anything. */
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
