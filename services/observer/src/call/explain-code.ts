import { Code } from "@connectrpc/connect";

/** Says what the code of an error means for a caller, in a sentence or two. */
export function explainCode(code: Code): string {
  return MEANINGS[code];
}

const MEANINGS: Readonly<Record<Code, string>> = {
  [Code.Canceled]: "The caller went away before the answer came.",
  [Code.Unknown]: "Something failed, and the callee does not say what.",
  [Code.InvalidArgument]:
    "The request itself is wrong, whatever the state of the service: asking again does not help.",
  [Code.DeadlineExceeded]:
    "No answer came in time. Nobody knows whether the work was done: only an RPC that may be repeated may be asked again.",
  [Code.NotFound]: "What the request names is not there.",
  [Code.AlreadyExists]: "What the request would make is there already, and is another.",
  [Code.PermissionDenied]: "This caller may not do that.",
  [Code.ResourceExhausted]:
    "Something is used up, or the message is too long: later, or with less, it may work.",
  [Code.FailedPrecondition]:
    "The request is right, but things are not such that it can be done: they must change first.",
  [Code.Aborted]: "Something else came between. Begin again from the start.",
  [Code.OutOfRange]: "The request goes past an end.",
  [Code.Unimplemented]: "The service does not offer this RPC.",
  [Code.Internal]: "The callee has a fault. What it is stands in its log, and never in its answer.",
  [Code.Unavailable]:
    "Nobody could answer just now. A client asks another copy, where that is safe, or again later.",
  [Code.DataLoss]: "Data were lost.",
  [Code.Unauthenticated]: "The callee does not know who asks.",
};
