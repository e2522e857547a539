import type { Signal } from "../export/receiver.ts";
import type { Receivers } from "../export/receivers.ts";

/** Returns receivers of which one is there: `take` is given what is sent, and rejects what it does not take. */
export function fakeReceivers(
  take: (signal: Signal, body: Uint8Array) => Promise<void>,
): Receivers {
  return {
    any: true,
    found: Promise.resolve(),
    send(signal, body) {
      const all = take(signal, body).then(
        () => true,
        () => false,
      );
      return { first: all, all };
    },
    [Symbol.dispose]() {},
  };
}
