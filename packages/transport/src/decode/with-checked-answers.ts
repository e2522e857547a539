import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  readAllBytes,
  type UniversalClientFn,
  type UniversalClientResponse,
} from "@connectrpc/connect/protocol";
import { endStreamFlag } from "@connectrpc/connect/protocol-connect";
import { checkAnswer } from "./check-answer.ts";
import { checkEnvelopes } from "./check-envelopes.ts";
import { shortError } from "./short-error.ts";

/**
 * Returns an HTTP client for the calls of a method over the Connect protocol, of whose answers connect-es
 * decodes only what `checkAnswer` lets pass.
 */
export function withCheckedAnswers(
  request: UniversalClientFn,
  { methodKind, output }: DescMethod,
  readMaxBytes: number,
): UniversalClientFn {
  async function* whole({ status, header, body }: UniversalClientResponse) {
    const bytes = await readAllBytes(body, readMaxBytes, header.get("content-length"));
    if (status === 200) checkAnswer(output, bytes);
    yield status === 200 ? bytes : shortError(bytes);
  }

  const stream = ({ body }: UniversalClientResponse) =>
    checkEnvelopes(body, {
      readMaxBytes,
      compression: null,
      check({ flags, data }) {
        if ((flags & endStreamFlag) === 0) checkAnswer(output, data);
        else if (shortError(data) !== data) throw new ConnectError(LONG_END, Code.Internal);
      },
    });

  return async (asked) => {
    const answer = await request(asked);
    // An error that is too long is passed on as one without a body.
    if (answer.status !== 200) answer.header.delete("content-length");
    return { ...answer, body: methodKind === "unary" ? whole(answer) : stream(answer) };
  };
}

const LONG_END = "the stream ends with too long an error";
