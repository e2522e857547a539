import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import { createAsyncIterable, readAllBytes } from "@connectrpc/connect/protocol";

/**
 * Returns the answer with what protobuf-es quotes of malformed JSON cut from its message:
 * the field at fault may be a card's number, and a card's number is put into no error. What
 * was expected of which field stays. Any other answer is returned as it is.
 */
export async function withoutQuotes(
  answer: UniversalServerResponse,
): Promise<UniversalServerResponse> {
  if (answer.status !== 400 || !answer.body) return answer;
  const bytes = await readAllBytes(answer.body, Number.MAX_SAFE_INTEGER);
  const error = JSON.parse(new TextDecoder().decode(bytes)) as { message?: string };
  const [, subject, expected] = QUOTING.exec(error.message ?? "") ?? [];
  if (!subject) return { ...answer, body: createAsyncIterable([bytes]) };
  const message = expected ? `${subject}: ${expected}` : subject;
  const body = new TextEncoder().encode(JSON.stringify({ ...error, message }));
  const header = new Headers(answer.header);
  header.set("content-length", String(body.byteLength));
  return { ...answer, header, body: createAsyncIterable([body]) };
}

/** "cannot decode field a.B.c from JSON: expected string, got 4432801561520454" */
const QUOTING = /^(cannot decode \S+ \S+ from JSON)(?:: (expected [\w ()]+))?/;
