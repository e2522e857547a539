import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { Code } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { endStreamFlag } from "@connectrpc/connect/protocol-connect";
import { type Asked, askInLittleMemory, type Heard } from "../testing/ask-in-little-memory.ts";
import { MESSAGE_VALUES } from "./message-values.ts";

interface Lie {
  readonly status?: number;
  readonly type?: string;
  readonly body: Uint8Array;
}

interface Writer {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(body: Uint8Array): unknown;
}

/** Asks a server that answers anything with this. */
async function hear(how: Omit<Asked, "address">, { status, type, body }: Lie): Promise<Heard> {
  const answer = (request: Readable, response: Writer) => {
    request.resume();
    response.writeHead(status ?? 200, {
      "content-type": type ?? `application/${how.streams ? "connect+proto" : "proto"}`,
      "content-length": body.byteLength,
    });
    response.end(body);
  };
  const server = how.open === "fast" ? createServer(answer) : createHttp2Server(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return await askInLittleMemory({ ...how, address });
  } finally {
    server.close();
    await once(server, "close");
  }
}

const field = (number: number, bytes: Uint8Array) =>
  new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish();
const times = (count: number, bytes: readonly number[]) =>
  Buffer.alloc(count * bytes.length, Uint8Array.from(bytes));
const framed = (flags: number, message: Uint8Array) => encodeEnvelope(flags, message);
const END = framed(endStreamFlag, Buffer.from("{}"));

/** Products, or the services in an answer of reflection, all empty. */
const empties = (count: number) => times(count, [0x0a, 0]);
const listing = (count: number) => field(6, empties(count));
/** More values than memory has room for, in less than an answer may have. */
const TOO_MANY = 4 * 2 ** 20;
const UNKNOWN = times(TOO_MANY, [0x78, 1]);
const LONG_LIST = JSON.stringify({ code: "not_found", details: Array(TOO_MANY).fill({}) });
const LONG_ERROR = JSON.stringify({ code: "not_found", message: "?".repeat(65_536) });

const refused = { code: Code.Internal, cause: `it has more than ${MESSAGE_VALUES} values` };
const REFUSED_END = { code: Code.Internal };
const BY_STATUS = { code: Code.Unavailable };

for (const open of ["fast", "stock"] as const) {
  const error = (text: string) => ({
    status: 503,
    type: "application/json",
    body: Buffer.from(text),
  });
  for (const [what, lie, heard] of [
    ["as many values as it may", { body: empties(MESSAGE_VALUES) }, { items: MESSAGE_VALUES }],
    ["one value too many", { body: empties(MESSAGE_VALUES + 1) }, refused],
    ["millions of values", { body: empties(TOO_MANY) }, refused],
    ["millions of unknown fields", { body: UNKNOWN }, { items: 0 }],
    ["an error with millions of details", error(LONG_LIST), BY_STATUS],
    ["an error with a long text", error(LONG_ERROR), BY_STATUS],
  ] as const) {
    test(`${open} transport stays small when an answer has ${what}`, async () => {
      assert.deepEqual(await hear({ open, streams: false }, lie), heard);
    });
  }
}

for (const [what, body, heard] of [
  [
    "as many values as it may",
    // The list is a value too.
    [framed(0, listing(MESSAGE_VALUES - 1)), END],
    { items: MESSAGE_VALUES - 1 },
  ],
  ["one value too many", [framed(0, listing(MESSAGE_VALUES)), END], refused],
  ["millions of values", [framed(0, listing(TOO_MANY)), END], refused],
  ["millions of unknown fields", [framed(0, UNKNOWN), END], { items: 0 }],
  [
    "millions of details at its end",
    [framed(endStreamFlag, Buffer.from(`{"error":${LONG_LIST}}`))],
    REFUSED_END,
  ],
] as const) {
  test(`stock transport stays small when a message of a stream has ${what}`, async () => {
    const answer = { body: Buffer.concat(body) };
    assert.deepEqual(await hear({ open: "stock", streams: true }, answer), heard);
  });
}
