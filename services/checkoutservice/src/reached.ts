import { Code, ConnectError } from "@connectrpc/connect";

/** Returns what the order store returns; what it throws becomes the error that callers know. */
export async function reached<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    const message = "Can't access order storage. Please try again in a moment";
    throw new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
  }
}
