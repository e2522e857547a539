import assert from "node:assert/strict";
import { createServer, type IncomingMessage, request } from "node:http";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { randomNumbers } from "../testing/random-numbers.ts";
import { readAnswerHead } from "./read-answer-head.ts";
import { readRequest } from "./read-request.ts";
import { writeReply } from "./write-reply.ts";
import { writeRequest } from "./write-request.ts";

/** A request that a reader found in some bytes. */
interface FoundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Returns the requests that node:http reads from some bytes, and whether it refuses the rest. */
async function readRequestByNode(bytes: Buffer) {
  const found: FoundRequest[] = [];
  let refused = false;
  const server = createServer({ maxHeaderSize: 16_384 });
  server.on("request", async (request: IncomingMessage, response) => {
    const { url = "", headers } = request;
    const body = Buffer.concat(await request.toArray().catch(() => [])).toString("latin1");
    found.push({ url, headers: { ...headers }, body });
    response.end();
  });
  server.on("clientError", () => {
    refused = true;
  });
  const wire = createWire();
  server.emit("connection", wire);
  wire.push(bytes);
  await settled();
  wire.destroy();
  server.close();
  return { found, refused };
}

/** Returns the answer that node:http reads from some bytes. */
async function readAnswerByNode(bytes: Buffer) {
  const wire = createWire();
  const { promise, resolve } = Promise.withResolvers<object>();
  const outgoing = request({ createConnection: () => wire, method: "POST" });
  outgoing.on("response", (incoming) => {
    const { statusCode: status, rawHeaders } = incoming;
    let body = "";
    incoming.on("data", (chunk: Buffer) => {
      body += chunk.toString("latin1");
    });
    incoming.on("end", () => resolve({ status, rawHeaders, body }));
    incoming.on("error", (error) => resolve({ error }));
  });
  outgoing.on("error", (error) => resolve({ error }));
  outgoing.end();
  wire.push(bytes);
  const found = await Promise.race([promise, settled().then(() => "nothing")]);
  wire.destroy();
  return found;
}

/** A connection in memory. What is written to it goes nowhere. */
function createWire(): Duplex {
  return new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
}

/** Resolves when what is in memory was read: each turn of the event loop ends a step of that. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

const PIECES = [
  ..."\r\n\t\0 :;,/.?#\x7f\xe9\x80azAZ059-_",
  "\r\n",
  "\r\n\r\n",
  "\n\n",
  "\r\n ",
  "\r\n\t",
  " \r\n",
  ": ",
  " : ",
  "Transfer-Encoding: chunked\r\n",
  "transfer-encoding: chunked\r\n",
  "Transfer-Encoding : chunked\r\n",
  "transfer-encoding:\tchunked\r\n",
  "x-a: b\r\n\tc\r\n",
  "Content-Length: 0\r\n",
  "content-length: 4\r\n",
  "content-length: +4\r\n",
  "content-length: 0x4\r\n",
  "content-length: 4, 4\r\n",
  "\xa0\r\n",
  "connection: close\r\n",
  "connection: upgrade\r\nupgrade: h2c\r\n",
  "expect: 100-continue\r\n",
  "host: other\r\n",
  "trailer: x-a\r\n",
  "x-a: b\r\n",
  "__proto__: x\r\n",
  "constructor: x\r\n",
  "4\r\nabcd\r\n0\r\n\r\n",
  "0\r\n\r\n",
  "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
  "HTTP/1.0",
  "HTTP/1.1",
  "http://other/",
  "%0d%0a",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

const BODIES = ["", "\x0a\x03EUR", "0\r\n\r\n", "GET / HTTP/1.1\r\nhost: a\r\n\r\n"];

/** The random choices of a run, which its seed makes again: FUZZ_SEED=1 FUZZ_ROUNDS=1000000. */
function createChoices() {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1e6);
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;

  /** Changes some bytes in up to three places. */
  function spoil(bytes: string): Buffer {
    let spoilt = bytes;
    for (let edits = below(4); edits > 0; edits--) {
      const any = below(spoilt.length + 1);
      // At the start of a line more is decided than anywhere else.
      const at = below(2) === 0 ? any : spoilt.indexOf("\r\n", any) + 2;
      const byte = String.fromCharCode(below(256));
      const put = below(5) === 0 ? "" : pick([byte, pick(PIECES)]);
      spoilt = spoilt.slice(0, at) + put + spoilt.slice(at + below(2) * below(12));
    }
    return Buffer.from(spoilt, "latin1");
  }

  return { seed, below, pick, spoil };
}

const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 20_000);

test("readRequest takes nothing that node:http reads in another way", async (t) => {
  const { seed, below, pick, spoil } = createChoices();
  function request(): string {
    const body = Buffer.from(pick(BODIES), "latin1");
    const headers = {
      "content-type": "application/proto",
      "content-length": String(body.byteLength),
      "connect-protocol-version": "1",
      ...(below(2) === 0 && { "connect-timeout-ms": "5000" }),
      ...(below(2) === 0 && { "x-request-id": "a-1" }),
    };
    const bytes = writeRequest("127.0.0.1:80", "/a.B/C", headers, body);
    return (bytes as Buffer).toString("latin1");
  }
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = spoil(below(10) === 0 ? request() + request() : request());
    const strict = readRequest(bytes);
    if (strict === undefined) continue;
    taken++;
    const { url, headers } = strict;
    const body = Buffer.from(strict.body).toString("latin1");
    const found: FoundRequest[] = [{ url, headers: { ...headers }, body }];
    const message = `seed ${seed}: ${JSON.stringify(bytes.toString("latin1"))}`;
    assert.deepEqual(await readRequestByNode(bytes), { found, refused: false }, message);
  }
  t.diagnostic(`${taken} of ${ROUNDS} taken, seed ${seed}`);
  assert.ok(taken > ROUNDS / 20);
});

test("readAnswerHead takes nothing that node:http reads in another way", async (t) => {
  const { seed, below, pick, spoil } = createChoices();
  function answer(): string {
    const body = Buffer.from(pick(BODIES), "latin1");
    const metadata = below(2) === 0 ? [["set-cookie", "a=1"] as const] : [];
    const reply = { status: pick([200, 400, 503]), type: "application/proto", metadata, body };
    const keepAliveMs = below(3) === 0 ? undefined : 65_000;
    return writeReply(reply, { "x-request-id": "a-1" }, keepAliveMs).toString("latin1");
  }
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = spoil(answer());
    const head = readAnswerHead(bytes);
    const end = head ? head.length + head.bodyLength : Number.POSITIVE_INFINITY;
    if (head === undefined || end !== bytes.byteLength) continue;
    taken++;
    const { status, rawHeaders } = head;
    const body = bytes.toString("latin1", head.length, end);
    const message = `seed ${seed}: ${JSON.stringify(bytes.toString("latin1"))}`;
    assert.deepEqual(await readAnswerByNode(bytes), { status, rawHeaders, body }, message);
  }
  t.diagnostic(`${taken} of ${ROUNDS} taken, seed ${seed}`);
  assert.ok(taken > ROUNDS / 20);
});
