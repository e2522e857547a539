import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createStrictPool } from "@hipstershop/transport/testing";

/**
 * Opens a proxy that brings the suite's calls to a service as our own clients send them, so that both
 * ends read and write without node:http. It fails a call whose answer node:http has written, unless
 * the service had to leave it to that. Other requests it passes on as they are. Returns its port.
 */
export async function openStrictProxy(host: string, port: number): Promise<number> {
  async function call(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse) {
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const headers: Record<string, string> = { "content-length": String(body.byteLength) };
    for (const [name, value] of Object.entries(incoming.headers)) {
      // The suite sends some more, which say who it is and what it could read.
      if (/^(?:content-type|connect-.*|x-.*)$/.test(name)) headers[name] = String(value);
    }
    const pool = createStrictPool(host, port, 60_000);
    const { status, rawHeaders, ...answer } = await pool.exchange({
      path: incoming.url ?? "",
      headers,
      body,
      timeoutMs: undefined,
      signal: gone.signal,
      maxBytes: Number.POSITIVE_INFINITY,
    });
    pool.close();
    // node:http writes "Date".
    const isStrict = rawHeaders.includes("date") || UNTAKEN.has(status);
    if (!isStrict) throw new Error("the call did not take the strict path");
    outgoing.writeHead(status, [...rawHeaders]).end(answer.body);
  }

  function pass({ method, url, headers }: IncomingMessage, body: Buffer, outgoing: ServerResponse) {
    const { "transfer-encoding": _, ...rest } = headers;
    const all = { ...rest, "content-length": body.byteLength };
    const passed = request({ host, port, method, path: url, headers: all }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    outgoing.once("close", () => passed.destroy());
    passed.on("error", () => outgoing.destroy()).end(body);
  }

  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const { "content-type": type, "content-encoding": encoding = "identity" } = incoming.headers;
    const isPlain = type === "application/proto" && encoding === "identity";
    const isShort = body.byteLength <= 32_768;
    if (incoming.method !== "POST" || !isPlain || !isShort) return pass(incoming, body, outgoing);
    call(incoming, body, outgoing).catch((reason) => {
      if (!outgoing.destroyed) outgoing.writeHead(500).end(String(reason));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** The answers to calls that are left to node:http: no such RPC, and a message that is too long. */
const UNTAKEN: ReadonlySet<number> = new Set([404, 429]);
