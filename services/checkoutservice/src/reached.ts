import { Code, ConnectError } from "@connectrpc/connect";

/** Returns what the order store returns. What the store throws becomes the error of the RPC. */
export async function reached<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    const message = "Can't access order storage. Please try again in a moment";
    throw new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
  }
}
