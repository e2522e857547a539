import type { DescMessage } from "@bufbuild/protobuf";
import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import { createAsyncIterable, encodeEnvelope, readAllBytes } from "@connectrpc/connect/protocol";
import { endStreamFlag } from "@connectrpc/connect/protocol-connect";
import { trailerFlag } from "@connectrpc/connect/protocol-grpc-web";
import { encodeGrpcMessage } from "./encode-grpc-message.ts";

type Body = AsyncIterable<Uint8Array>;

/** An error as Connect carries it. */
interface WireError {
  readonly code?: string;
  readonly message?: string;
}

/**
 * Returns the answer with what connect-es says of an error set right, in the form that each
 * protocol has for it. Anything else in it stays as it is.
 *
 * - What protobuf-es quotes of JSON is cut from the message: the field at fault may be a
 *   card's number, and a card's number is put into no error. What was expected of which
 *   field stays.
 * - On gRPC and gRPC-Web the message is encoded as all clients read it.
 * - Binary that a unary call of Connect brings and that cannot be parsed is the caller's
 *   fault, 400 and not 500, in the words of the fast path.
 */
export async function mendAnswer(
  answer: UniversalServerResponse,
  input: DescMessage,
): Promise<UniversalServerResponse> {
  const { body, header, trailer } = answer;
  if (!body) return answer;
  const type = header?.get("content-type") ?? "";
  if (type.startsWith("application/grpc-web")) {
    return { ...answer, body: mendLast(body, trailerFlag, mendTrailerLines) };
  }
  if (type.startsWith("application/connect+")) {
    return { ...answer, body: mendLast(body, endStreamFlag, mendEndOfStream) };
  }
  if (type.startsWith("application/grpc")) return { ...answer, body: mendTrailer(body, trailer) };
  return mendUnary(answer, body, input);
}

async function mendUnary(answer: UniversalServerResponse, body: Body, input: DescMessage) {
  const { status } = answer;
  if (status !== 400 && status !== 500) return answer;
  const bytes = await readAllBytes(body, Number.MAX_SAFE_INTEGER);
  const error = JSON.parse(new TextDecoder().decode(bytes)) as WireError;
  const { message = "" } = error;
  const mended: WireError =
    status === 500 && message.startsWith("parse binary: ")
      ? { code: "invalid_argument", message: `cannot parse the request as ${input.typeName}` }
      : { message: withoutQuotes(message) };
  if (mended.message === message) return { ...answer, body: createAsyncIterable([bytes]) };
  const mendedBytes = new TextEncoder().encode(JSON.stringify({ ...error, ...mended }));
  const header = new Headers(answer.header);
  header.set("content-length", String(mendedBytes.byteLength));
  return { ...answer, status: 400, header, body: createAsyncIterable([mendedBytes]) };
}

/** Passes a body on whose last frame is text of its own. connect-es yields whole frames. */
async function* mendLast(body: Body, lastFlag: number, mend: (text: string) => string) {
  for await (const frame of body) {
    const [flags = 0] = frame;
    if ((flags & lastFlag) === 0) yield frame;
    else {
      const text = new TextDecoder().decode(frame.subarray(FRAME_HEAD_BYTES));
      yield encodeEnvelope(flags, new TextEncoder().encode(mend(text)));
    }
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

/** Passes a body on after which gRPC's trailer is known. */
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
