import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import * as all from "@connectrpc/connect/protocol";
import * as connect from "@connectrpc/connect/protocol-connect";
import * as grpcWeb from "@connectrpc/connect/protocol-grpc-web";
import { Health, HealthCheckResponseSchema } from "@hipstershop/proto/grpc/health/v1/health";

/**
 * What our packages import from the inside of connect-es, and what each must do. Nearly all of it is
 * marked private there and may change with any version: docs/decisions/0013 says why we use it.
 */
const PRIVATE: Readonly<Record<string, () => void | Promise<void>>> = {
  createMethodUrl() {
    assert.equal(all.createMethodUrl("/", Health.method.check), "/grpc.health.v1.Health/Check");
  },
  mergeNonProtocolHeaders() {
    const into = new Headers({ a: "1" });
    all.mergeNonProtocolHeaders(into, new Headers({ a: "2", "content-type": "x", date: "x" }));
    assert.deepEqual([...into], [["a", "1, 2"]]);
  },
  assertByteStreamRequest() {
    const request = { body: { json: "object" } } as unknown as all.UniversalServerRequest;
    assert.throws(() => all.assertByteStreamRequest(request));
  },
  async createAsyncIterable() {
    assert.deepEqual(await itemsOf(all.createAsyncIterable([1, 2])), [1, 2]);
  },
  async readAllBytes() {
    const pieces = [Uint8Array.of(1), Uint8Array.of(2)];
    const read = (maxBytes: number) => all.readAllBytes(all.createAsyncIterable(pieces), maxBytes);
    assert.deepEqual(await read(2), Uint8Array.of(1, 2));
    await assert.rejects(read(1), { code: Code.ResourceExhausted });
  },
  async pipe() {
    // A message of one byte, in two pieces, compressed by a compression of our own.
    const pieces = [Uint8Array.of(1, 0, 0, 0), Uint8Array.of(1, 7)];
    const plus = async (bytes: Uint8Array) => bytes.map((byte) => byte + 1);
    const compression = { name: "plus", compress: plus, decompress: plus } as all.Compression;
    const joined = all.pipe(
      all.createAsyncIterable(pieces),
      all.transformSplitEnvelope(1),
      all.transformDecompressEnvelope(compression, 1),
      all.transformJoinEnvelopes(),
    );
    assert.deepEqual(await itemsOf(joined), [Uint8Array.of(0, 0, 0, 0, 1, 8)]);
  },
  async transformSplitEnvelope() {
    const sent = all.createAsyncIterable([Uint8Array.of(0, 0, 0, 0, 2, 7, 7)]);
    const split = all.pipe(sent, all.transformSplitEnvelope(1));
    await assert.rejects(itemsOf(split), { code: Code.ResourceExhausted });
  },
  async transformDecompressEnvelope() {
    const sent = all.createAsyncIterable([{ flags: 1, data: Uint8Array.of(7) }]);
    const read = all.pipe(sent, all.transformDecompressEnvelope(null, 1));
    await assert.rejects(itemsOf(read), { code: Code.Internal });
  },
  async transformJoinEnvelopes() {
    const sent = all.createAsyncIterable([{ flags: 2, data: Uint8Array.of(7) }]);
    const joined = all.pipe(sent, all.transformJoinEnvelopes());
    assert.deepEqual(await itemsOf(joined), [Uint8Array.of(2, 0, 0, 0, 1, 7)]);
  },
  encodeEnvelope() {
    const envelope = all.encodeEnvelope(2, Uint8Array.of(7, 8));
    assert.deepEqual(envelope, Uint8Array.of(2, 0, 0, 0, 2, 7, 8));
  },
  compressedFlag() {
    assert.equal(all.compressedFlag, 1);
  },
  async createTransport() {
    const { output } = Health.method.check;
    const body = toBinary(output, create(output, { status: 1 }));
    const header = new Headers({ "content-type": "application/proto" });
    const transport = connect.createTransport({
      httpClient: async () => {
        const pieces = all.createAsyncIterable([body]);
        return { status: 200, header, body: pieces, trailer: new Headers() };
      },
      baseUrl: "",
      useBinaryFormat: true,
      interceptors: [],
      acceptCompression: [],
      sendCompression: null,
      compressMinBytes: 0,
      readMaxBytes: body.byteLength,
      writeMaxBytes: 0xffffffff,
    });
    const { message } = await transport.unary(Health.method.check, undefined, 1, {}, {});
    assert.equal(message.status, 1);
  },
  endStreamFlag() {
    assert.equal(connect.endStreamFlag, 2);
  },
  trailerFlag() {
    assert.equal(grpcWeb.trailerFlag, 128);
  },
  codeToString() {
    assert.equal(connect.codeToString(Code.DeadlineExceeded), "deadline_exceeded");
  },
  codeFromString() {
    assert.equal(connect.codeFromString("deadline_exceeded"), Code.DeadlineExceeded);
    assert.equal(connect.codeFromString("late"), undefined);
  },
  codeToHttpStatus() {
    assert.equal(connect.codeToHttpStatus(Code.Unavailable), 503);
  },
  parseTimeout() {
    const parse = (text: string | null) => connect.parseTimeout(text, Infinity);
    assert.deepEqual([parse(null), parse("250")], [{}, { timeoutMs: 250 }]);
    assert.equal(parse("soon").error?.code, Code.InvalidArgument);
  },
  trailerDemux() {
    const [header, trailer] = connect.trailerDemux(new Headers({ a: "1", "trailer-b": "2" }));
    assert.deepEqual([[...header], [...trailer]], [[["a", "1"]], [["b", "2"]]]);
  },
  validateResponseWithCompression() {
    const validate = (status: number, contentType: string, encoding = "identity") => {
      const headers = { "content-type": contentType, "content-encoding": encoding };
      return connect.validateResponseWithCompression(
        "unary",
        [],
        true,
        status,
        new Headers(headers),
      );
    };
    assert.equal(validate(200, "application/proto").isUnaryError, false);
    assert.equal(validate(503, "application/json").unaryError?.code, Code.Unavailable);
    assert.throws(() => validate(503, "text/html"), { code: Code.Unavailable });
    assert.throws(() => validate(200, "application/json"), { code: Code.Internal });
    assert.throws(() => validate(200, "application/proto", "gzip"), { code: Code.Internal });
  },
  errorToJsonBytes() {
    const error = new ConnectError("why", Code.NotFound, { meta: "data" });
    const json = JSON.parse(Buffer.from(connect.errorToJsonBytes(error, undefined)).toString());
    assert.deepEqual(json, { code: "not_found", message: "why" });
  },
  errorFromJsonBytes() {
    const details = [{ desc: HealthCheckResponseSchema, value: { status: 1 } }];
    const sent = new ConnectError("why", Code.NotFound, undefined, details);
    const bytes = connect.errorToJsonBytes(sent, undefined);
    const fallback = new ConnectError("HTTP 404", Code.Unimplemented);
    const error = connect.errorFromJsonBytes(bytes, { meta: "data" }, fallback);
    assert.deepEqual([error.code, error.rawMessage], [Code.NotFound, "why"]);
    assert.equal(error.metadata.get("meta"), "data");
    assert.equal(error.findDetails(HealthCheckResponseSchema)[0]?.status, 1);
    assert.throws(() => connect.errorFromJsonBytes(Uint8Array.of(), {}, fallback), fallback);
    // Marked private too: it tells an error of a callee from one of our own.
    assert.deepEqual([sent.isWireError, error.isWireError], [false, true]);
  },
};

async function itemsOf<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

for (const [name, check] of Object.entries(PRIVATE)) {
  test(`connect-es has ${name}, and it does what we use it for`, check);
}

test("our packages import no more from the inside of connect-es than is named here", async () => {
  const cwd = join(import.meta.dirname, "../..");
  const imported = new Set<string>();
  for await (const file of glob("packages/*/src/**/*.ts", { cwd })) {
    const source = await readFile(join(cwd, file), "utf8");
    for (const [, names = ""] of source.matchAll(
      /^import \{([^}]*)\} from "@connectrpc\/connect\/protocol/gm,
    )) {
      // The type check notices what happens to types.
      for (const name of names.match(/\b(?<!type )(?!type\b)\w+/g) ?? []) imported.add(name);
    }
  }
  assert.deepEqual([...imported].sort(), Object.keys(PRIVATE).sort());
});
