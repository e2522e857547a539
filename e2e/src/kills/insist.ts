import { setTimeout as wait } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";

/**
 * Makes a call until it is answered, as customers and operators do: every call here has a key, and
 * is done once. Throws what any other answer throws, and gives up when the signal aborts.
 */
export async function insist<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!IN_DOUBT.has(ConnectError.from(error).code)) throw error;
    }
    await wait(50, undefined, { signal });
  }
}

const IN_DOUBT: ReadonlySet<Code> = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Canceled,
]);
