import type { DescMessage } from "@bufbuild/protobuf";
import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import { createAsyncIterable, readAllBytes } from "@connectrpc/connect/protocol";

/** An error as Connect's unary calls carry it. */
interface WireError {
  readonly code?: string;
  readonly message?: string;
}

/**
 * Returns the answer with what connect-es says of a malformed request set right. Any other
 * answer is returned as it is.
 *
 * - What protobuf-es quotes of JSON is cut from the message: the field at fault may be a
 *   card's number, and a card's number is put into no error. What was expected of which
 *   field stays.
 * - Binary that cannot be parsed is the caller's fault, 400 and not 500, in the words of
 *   the fast path.
 */
export async function mendRefusal(
  answer: UniversalServerResponse,
  input: DescMessage,
): Promise<UniversalServerResponse> {
  const { status } = answer;
  if ((status !== 400 && status !== 500) || !answer.body) return answer;
  const bytes = await readAllBytes(answer.body, Number.MAX_SAFE_INTEGER);
  const error = JSON.parse(new TextDecoder().decode(bytes)) as WireError;
  const mended = status === 400 ? withoutQuotes(error) : asCallersFault(error, input);
  if (mended === undefined) return { ...answer, body: createAsyncIterable([bytes]) };
  const body = new TextEncoder().encode(JSON.stringify({ ...error, ...mended }));
  const header = new Headers(answer.header);
  header.set("content-length", String(body.byteLength));
  return { ...answer, status: 400, header, body: createAsyncIterable([body]) };
}

/** "cannot decode field a.B.c from JSON: expected string, got 4432801561520454" */
const QUOTING = /^(cannot decode \S+ \S+ from JSON)(?:: (expected [\w ()]+))?/;

function withoutQuotes({ message = "" }: WireError): WireError | undefined {
  const [, subject, expected] = QUOTING.exec(message) ?? [];
  return subject ? { message: expected ? `${subject}: ${expected}` : subject } : undefined;
}

function asCallersFault({ message = "" }: WireError, input: DescMessage): WireError | undefined {
  if (!message.startsWith("parse binary: ")) return undefined;
  return { code: "invalid_argument", message: `cannot parse the request as ${input.typeName}` };
}
