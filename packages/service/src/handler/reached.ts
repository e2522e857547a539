import { Code, ConnectError } from "@connectrpc/connect";

/**
 * Returns what a store returns. What the store itself throws becomes UNAVAILABLE, `Can't access
 * payment storage`, with the error as its cause. A ConnectError is an answer, and is passed on.
 */
export async function reached<T>(what: string, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    if (cause instanceof ConnectError) throw cause;
    const message = `Can't access ${what} storage. Please try again in a moment`;
    throw new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
  }
}
