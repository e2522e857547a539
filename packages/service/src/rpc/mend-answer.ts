import type { DescMessage } from "@bufbuild/protobuf";
import type { UniversalServerRequest, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  compressedFlag,
  createAsyncIterable,
  encodeEnvelope,
  readAllBytes,
} from "@connectrpc/connect/protocol";
import { endStreamFlag } from "@connectrpc/connect/protocol-connect";
import { trailerFlag } from "@connectrpc/connect/protocol-grpc-web";
import { compressionGzip } from "@connectrpc/connect-node";
import { encodeGrpcMessage } from "../port/encode-grpc-message.ts";
import { gzip } from "./gzip.ts";

type Body = AsyncIterable<Uint8Array>;

/**
 * Returns an answer of connect-es with these corrections, in the form of each protocol:
 *
 * - What protobuf-es quotes of JSON is cut from the error message, because the bad value may be
 *   a card number. The message still names the field and what was expected.
 * - On gRPC and gRPC-Web the message is encoded so that all clients can read it.
 * - A unary Connect request that cannot be parsed is the caller's fault: 400 and not 500, in the
 *   words of the fast path.
 * - An error is never compressed.
 * - Each answer names the compression that requests may have. The answer to a GET says that it
 *   depends on `accept-encoding`, because caches may keep it (RFC 9110 section 12.5.5).
 */
export async function mendAnswer(
  answer: UniversalServerResponse,
  call: UniversalServerRequest,
  input: DescMessage,
): Promise<UniversalServerResponse> {
  const { body, trailer } = answer;
  if (!body) return answer;
  const header = new Headers(answer.header);
  const mended = { ...answer, header };
  const type = header.get("content-type") ?? "";
  if (type.startsWith("application/grpc")) {
    header.set("grpc-accept-encoding", gzip.name);
    return type.startsWith("application/grpc-web")
      ? { ...mended, body: mendLast(body, trailerFlag, mendTrailerLines) }
      : { ...mended, body: mendTrailer(body, trailer) };
  }
  if (type.startsWith("application/connect+")) {
    header.set("connect-accept-encoding", gzip.name);
    return { ...mended, body: mendLast(body, endStreamFlag, mendEndOfStream) };
  }
  header.set("accept-encoding", gzip.name);
  if (call.method === "GET") header.append("vary", "accept-encoding");
  return answer.status === 200 ? mended : mendUnaryError({ ...mended, body }, input);
}

async function mendUnaryError(
  answer: UniversalServerResponse & { header: Headers; body: Body },
  input: DescMessage,
): Promise<UniversalServerResponse> {
  const { header } = answer;
  let bytes = await readAllBytes(answer.body, MAX_BYTES);
  if (header.has("content-encoding")) {
    header.delete("content-encoding");
    bytes = await compressionGzip.decompress(bytes, MAX_BYTES);
  }
  const error = JSON.parse(new TextDecoder().decode(bytes)) as { message?: string };
  const message = withoutQuotes(error.message ?? "");
  const unparsed = message.startsWith("parse binary: ");
  const mended = unparsed
    ? { code: "invalid_argument", message: `cannot parse the request as ${input.typeName}` }
    : { ...error, ...(message && { message }) };
  const body = new TextEncoder().encode(JSON.stringify(mended));
  header.set("content-length", String(body.byteLength));
  const status = unparsed ? 400 : answer.status;
  return { ...answer, status, body: createAsyncIterable([body]) };
}

/** No limit: this process itself wrote what is read here. */
const MAX_BYTES = 0xffff_ffff;

/** Passes a body on, and changes the text of its last frame. connect-es yields whole frames. */
async function* mendLast(body: Body, lastFlag: number, mend: (text: string) => string) {
  for await (const frame of body) {
    const [flags = 0] = frame;
    if ((flags & lastFlag) === 0) {
      yield frame;
      continue;
    }
    const data = frame.subarray(FRAME_HEAD_BYTES);
    const text = flags & compressedFlag ? await compressionGzip.decompress(data, MAX_BYTES) : data;
    const mended = new TextEncoder().encode(mend(new TextDecoder().decode(text)));
    yield encodeEnvelope(lastFlag, mended);
  }
}

/** One byte of flags and four of the length. */
const FRAME_HEAD_BYTES = 5;

function mendTrailerLines(lines: string): string {
  return lines.replace(/(?<=^grpc-message: ).*$/m, mendGrpcMessage);
}

function mendEndOfStream(json: string): string {
  const end = JSON.parse(json) as { error?: { message?: string } };
  if (end.error?.message) end.error.message = withoutQuotes(end.error.message);
  return JSON.stringify(end);
}

/** Passes a body on, and then changes gRPC's trailer, which is complete only then. */
async function* mendTrailer(body: Body, trailer: Headers | undefined) {
  yield* body;
  const message = trailer?.get("grpc-message");
  if (message) trailer?.set("grpc-message", mendGrpcMessage(message));
}

function mendGrpcMessage(encoded: string): string {
  return encodeGrpcMessage(withoutQuotes(decodeURIComponent(encoded)));
}

/** "cannot decode field a.B.c from JSON: expected string, got 4432801561520454" */
const QUOTING = /^(cannot decode \S+ \S+ from JSON)(?:: (expected [\w ()]+))?/;

function withoutQuotes(message: string): string {
  const [, subject, expected] = QUOTING.exec(message) ?? [];
  if (!subject) return message;
  return expected ? `${subject}: ${expected}` : subject;
}
