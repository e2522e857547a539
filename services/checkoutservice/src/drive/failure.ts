import { Code, type ConnectError } from "@connectrpc/connect";

/** Returns whether a call may have been carried out, or may yet be, though it failed. */
export function isInDoubt({ code }: ConnectError): boolean {
  return IN_DOUBT.has(code);
}

/** Returns whether a call was refused for what it asked, so that to repeat it is in vain. */
export function isRefusal({ code }: ConnectError): boolean {
  return REFUSALS.has(code);
}

const IN_DOUBT: ReadonlySet<Code> = new Set([
  Code.Canceled,
  Code.DataLoss,
  Code.DeadlineExceeded,
  Code.Internal,
  Code.Unavailable,
  Code.Unknown,
]);

const REFUSALS: ReadonlySet<Code> = new Set([
  Code.FailedPrecondition,
  Code.InvalidArgument,
  Code.NotFound,
  Code.OutOfRange,
]);
