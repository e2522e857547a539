// Sends an observer of its own requests of nothing but empty messages, over all that it understands.
// Prints what it answered, and by how many megabytes it grew for that.
import { once } from "node:events";
import { connect } from "node:http2";
import { gzipSync } from "node:zlib";
import { startObserver } from "./start-observer.ts";

const MIB = 1024 * 1024;
const EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

const FIND = "/hipstershop.observer.ObserverService/FindTraces";

/** Four million empty ResourceSpans, as many as fit in JSON, and as many as fit in a URL. */
const BINARY = Buffer.alloc(8 * MIB, "\x0a\x00");
const JSON_TEXT = Buffer.concat([
  Buffer.from('{"resourceSpans":[{}'),
  Buffer.alloc(9 * MIB, ",{}"),
  Buffer.from("]}"),
]);

function framed(message: Uint8Array, flags: number): Uint8Array<ArrayBuffer> {
  const head = Buffer.from([flags, 0, 0, 0, 0]);
  head.writeUInt32BE(message.byteLength, 1);
  return new Uint8Array(Buffer.concat([head, message]));
}

await using observer = await startObserver();

/** Returns the status of an answer over HTTP, or gRPC's where it has one in its body. */
async function post(path: string, type: string, body: Uint8Array<ArrayBuffer>, headers = {}) {
  const answer = await fetch(observer.url + path, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body,
  });
  const text = await answer.text();
  return /grpc-status: (\d+)/.exec(text)?.[1] ?? String(answer.status);
}

async function grpc(body: Uint8Array, headers = {}): Promise<string> {
  const session = connect(observer.url);
  const stream = session.request({
    ":method": "POST",
    ":path": EXPORT,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  // The observer may answer before all of it was sent.
  stream.on("error", () => {});
  stream.end(body);
  stream.resume();
  const [trailers] = await once(stream, "trailers");
  session.close();
  return String(trailers["grpc-status"]);
}

/** As many of a list that nobody knows as fit in a URL. */
async function get(): Promise<string> {
  const text = Buffer.concat([Buffer.from('{"a":[{}'), JSON_TEXT.subarray(20)]);
  const message = gzipSync(text, { level: 9 }).toString("base64url");
  const query = `encoding=json&base64=1&compression=gzip&message=${message}`;
  return String((await fetch(`${observer.url}${FIND}?${query}`)).status);
}

const packed = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes));
const GZIP = { "content-encoding": "gzip" };
const ways: Readonly<Record<string, () => Promise<string>>> = {
  "HTTP and protobuf": () =>
    post("/v1/traces", "application/x-protobuf", new Uint8Array(BINARY.subarray(0, 3 * MIB))),
  "HTTP and protobuf in gzip": () =>
    post("/v1/traces", "application/x-protobuf", packed(BINARY), GZIP),
  "HTTP and protobuf in gzip, 40 at once": async () => {
    const body = packed(BINARY);
    const send = () => post("/v1/traces", "application/x-protobuf", body, GZIP);
    const answers = new Set(await Promise.all(Array.from({ length: 40 }, send)));
    // They wait for one another, on a busy machine longer than they may.
    answers.delete("503");
    return [...answers].join();
  },
  "HTTP and JSON in gzip": () => post("/v1/traces", "application/json", packed(JSON_TEXT), GZIP),
  gRPC: () => grpc(framed(BINARY, 0)),
  "gRPC in gzip": () => grpc(framed(packed(BINARY), 1), { "grpc-encoding": "gzip" }),
  "gRPC-Web": () => post(EXPORT, "application/grpc-web+proto", framed(BINARY, 0)),
  Connect: () => post(EXPORT, "application/proto", new Uint8Array(BINARY)),
  "Connect in gzip": () => post(EXPORT, "application/proto", packed(BINARY), GZIP),
  "Connect and JSON in gzip": () => post(EXPORT, "application/json", packed(JSON_TEXT), GZIP),
  "Connect in gzip in a URL": get,
};

const before = process.resourceUsage().maxRSS;
const answers: Record<string, string> = {};
for (const [way, send] of Object.entries(ways)) answers[way] = await send();
const grownMb = (process.resourceUsage().maxRSS - before) / 1024;
process.stdout.write(JSON.stringify({ answers, grownMb }));
