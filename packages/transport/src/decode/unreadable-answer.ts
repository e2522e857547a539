import type { DescMessage } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";

/** Returns the error of a call whose answer cannot be decoded, for this reason. */
export function unreadableAnswer(type: DescMessage, cause: unknown): ConnectError {
  const message = `cannot parse the answer as ${type.typeName}`;
  return new ConnectError(message, Code.Internal, undefined, undefined, cause);
}
