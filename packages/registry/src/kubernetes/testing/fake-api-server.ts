import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EndpointSlice } from "../endpoint-slice.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

/** What a test may do to the next requests. */
export type Fault =
  /** Answers with this status and, if given, `retry-after` seconds. */
  | { readonly status: number; readonly retryAfter?: number }
  /** Never answers the next watch. A list before it is answered. */
  | "silence"
  /** Answers 200 with half a line that is no JSON. */
  | "garbage"
  /** Closes the connection without an answer. */
  | "hang up";

/**
 * A stand-in for the Kubernetes API server that speaks its protocol for EndpointSlices: lists
 * in pages, watches from a resource version with a history, bookmarks, 410, label
 * selectors, bearer tokens, over TLS with a CA of its own.
 */
export interface FakeApiServer extends AsyncDisposable {
  readonly url: string;
  /** The folder of a service account that has every right. */
  readonly accountFolder: string;
  /** The paths asked for, oldest first. */
  readonly requests: readonly string[];
  /** How many watches are open now. */
  readonly watches: number;
  /** Creates the slice, or replaces the one of this name. */
  put(slice: SliceContent): void;
  remove(name: string): void;
  /** Sends every watch a bookmark of the newest version. */
  bookmark(): void;
  /** Ends every watch: closed by the server when its time is over, or broken by the network. */
  endWatches(how: "closed" | "broken"): void;
  /** Drops the history: a watch from an older version gets 410, as a status or an event. */
  compact(how: "status" | "event"): void;
  /** Makes so many of the next requests fail. */
  fail(times: number, fault: Fault): void;
  /** Ends the faults that are left. */
  mend(): void;
  /** Makes another token the only valid one, in the account's folder too. */
  rotateToken(): Promise<void>;
}

/** A slice without what the server itself adds. */
export type SliceContent = Omit<EndpointSlice, "metadata"> & {
  readonly metadata: Omit<EndpointSlice["metadata"], "resourceVersion">;
};

interface Change {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: EndpointSlice;
}

/** Starts one on a free port of 127.0.0.1. Disposing it closes all connections. */
export async function startFakeApiServer({ pageSize = 500 } = {}): Promise<FakeApiServer> {
  const { key, cert } = selfSignedCertificate();
  const accountFolder = await mkdtemp(join(tmpdir(), "hipstershop-account-"));
  const account = (name: string, content: string) => writeFile(join(accountFolder, name), content);
  const slices = new Map<string, EndpointSlice>();
  const watches = new Map<ServerResponse, (slice: EndpointSlice) => boolean>();
  const requests: string[] = [];
  const faults: Fault[] = [];
  let history: Change[] = [];
  let version = 100;
  let oldest = 0;
  let expiry: "status" | "event" = "event";
  let token = "token-1";
  await Promise.all([account("ca.crt", cert), account("namespace", "shop")]);
  await account("token", token);

  const server = createServer({ key, cert }, (request, response) => {
    requests.push(request.url ?? "");
    const isList = !request.url?.includes("watch=true");
    const fault = isList && faults[0] === "silence" ? undefined : faults.shift();
    if (fault !== undefined) misbehave(fault, response);
    else if (request.headers.authorization !== `Bearer ${token}`) refuse(response, 401);
    else answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(request.url ?? "", "https://fake");
    if (pathname !== "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices") {
      refuse(response, 404);
      return;
    }
    const [label = "", value] = (query.get("labelSelector") ?? "").split("=");
    const selects = ({ metadata }: EndpointSlice) => metadata.labels?.[label] === value;
    if (query.get("watch") === "true") watch(response, query, selects);
    else list(response, query, selects);
  }

  function list(
    response: ServerResponse,
    query: URLSearchParams,
    selects: (slice: EndpointSlice) => boolean,
  ): void {
    const [listed = version, start = 0] = (query.get("continue") ?? "")
      .split(":")
      .flatMap((part) => (part === "" ? [] : [Number(part)]));
    if (listed < oldest) {
      refuse(response, 410);
      return;
    }
    const all = slices.values().filter(selects).toArray();
    const size = Math.min(Number(query.get("limit")) || pageSize, pageSize);
    const items = all.slice(start, start + size);
    const next = start + size < all.length ? `${listed}:${start + size}` : "";
    const metadata = { resourceVersion: String(listed), continue: next };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ kind: "EndpointSliceList", metadata, items }));
  }

  function watch(
    response: ServerResponse,
    query: URLSearchParams,
    selects: (slice: EndpointSlice) => boolean,
  ): void {
    const since = Number(query.get("resourceVersion"));
    if (since < oldest && expiry === "status") {
      refuse(response, 410);
      return;
    }
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    if (since < oldest) {
      response.end(line("ERROR", status(410)));
      return;
    }
    watches.set(response, selects);
    response.on("close", () => watches.delete(response));
    for (const change of history) {
      if (change.version > since && selects(change.object)) {
        response.write(line(change.type, change.object));
      }
    }
  }

  function record(type: Change["type"], content: SliceContent): void {
    const resourceVersion = String(++version);
    const object = { ...content, metadata: { ...content.metadata, resourceVersion } };
    if (type === "DELETED") slices.delete(content.metadata.name);
    else slices.set(content.metadata.name, object);
    history.push({ version, type, object });
    for (const [response, selects] of watches) {
      if (selects(object)) response.write(line(type, object));
    }
  }

  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accountFolder,
    requests,
    get watches() {
      return watches.size;
    },
    put: (slice) => record(slices.has(slice.metadata.name) ? "MODIFIED" : "ADDED", slice),
    remove(name) {
      const slice = slices.get(name);
      if (slice !== undefined) record("DELETED", slice);
    },
    bookmark() {
      const object = { metadata: { resourceVersion: String(version) } };
      for (const response of watches.keys()) response.write(line("BOOKMARK", object));
    },
    endWatches(how) {
      for (const response of watches.keys()) {
        if (how === "closed") response.end();
        else response.destroy();
      }
      watches.clear();
    },
    compact(how) {
      history = [];
      oldest = version;
      expiry = how;
    },
    fail(times, fault) {
      for (let count = 0; count < times; count++) faults.push(fault);
    },
    mend() {
      faults.length = 0;
    },
    async rotateToken() {
      token += "-next";
      await account("token", token);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      await rm(accountFolder, { recursive: true, force: true });
    },
  };
}

function misbehave(fault: Fault, response: ServerResponse): void {
  if (fault === "silence") return;
  if (fault === "hang up") response.destroy();
  else if (fault === "garbage") response.end('{"type":"ADD\nED');
  else refuse(response, fault.status, fault.retryAfter);
}

function refuse(response: ServerResponse, code: number, retryAfter?: number): void {
  if (retryAfter !== undefined) response.setHeader("retry-after", String(retryAfter));
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify(status(code)));
}

function status(code: number) {
  return { kind: "Status", status: "Failure", code, message: `the fake says ${code}` };
}

function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}
