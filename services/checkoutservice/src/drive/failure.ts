import { Code, type ConnectError } from "@connectrpc/connect";

/** Returns whether a call that failed is worth repeating: it may have been carried out, or may yet be. */
export function isInDoubt({ code }: ConnectError): boolean {
  return IN_DOUBT.has(code);
}

/** Returns whether a call was refused for what it asked, so that to repeat it is in vain. */
export function isRefusal({ code }: ConnectError): boolean {
  return REFUSALS.has(code);
}

const IN_DOUBT: ReadonlySet<Code> = new Set([
  // To be tried again, as gRPC has it. PlaceOrder says it of nothing but an order that was canceled.
  Code.Aborted,
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
