import { AsyncLocalStorage } from "node:async_hooks";
import { Code, ConnectError } from "@connectrpc/connect";
import { BOUNDS } from "../port/bounds.ts";

/** Bounds the memory that messages take which callers sent compressed, all together. */
export interface UnpackRoom {
  /**
   * Unpacks a message when there is room for `maxBytes`, the most that it may become. Of the
   * messages that wait, the smallest is next. Throws RESOURCE_EXHAUSTED when there was no room in
   * time. A message takes room until it is unpacked; in a call that `run` runs, until the call frees
   * it.
   */
  unpack<B extends Uint8Array>(maxBytes: number, unpack: () => Promise<B>): Promise<B>;
  /** Runs a unary call. The room of its message is free when it calls `free`, or ends. */
  run(signal: AbortSignal, call: (free: () => void) => Promise<void>): Promise<void>;
}

interface Call {
  readonly signal: AbortSignal;
  bytes: number;
  freed: boolean;
}

/** Creates room for `roomBytes`, for which a message waits `waitMs` at most. */
export function createUnpackRoom(roomBytes: number, waitMs: number): UnpackRoom {
  const calls = new AsyncLocalStorage<Call>();
  const waiting = new Set<{ readonly bytes: number; begin(): void }>();
  let heldBytes = 0;

  function giveBack(bytes: number): void {
    heldBytes -= bytes;
    beginNext();
  }

  function beginNext(): void {
    while (waiting.size > 0) {
      const least = [...waiting].reduce((a, b) => (b.bytes < a.bytes ? b : a));
      // A message that is larger than the room has it alone.
      if (heldBytes > 0 && heldBytes + least.bytes > roomBytes) return;
      waiting.delete(least);
      heldBytes += least.bytes;
      least.begin();
    }
  }

  async function take(bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const turn = { bytes, begin: resolve };
    const timer = setTimeout(() => {
      waiting.delete(turn);
      reject(new ConnectError("too much is being unpacked", Code.ResourceExhausted));
      beginNext();
    }, waitMs);
    waiting.add(turn);
    beginNext();
    await promise.finally(() => clearTimeout(timer));
  }

  return {
    async unpack(maxBytes, unpack) {
      const call = calls.getStore();
      await take(maxBytes);
      let keptBytes = 0;
      try {
        if (call?.signal.aborted) throw new ConnectError("the caller has gone", Code.Canceled);
        const message = await unpack();
        if (call && !call.freed) keptBytes = message.byteLength;
        if (call) call.bytes += keptBytes;
        return message;
      } finally {
        giveBack(maxBytes - keptBytes);
      }
    },
    async run(signal, run) {
      const call: Call = { signal, bytes: 0, freed: false };
      const free = () => {
        call.freed = true;
        giveBack(call.bytes);
        call.bytes = 0;
      };
      await calls.run(call, () => run(free)).finally(free);
    },
  };
}

/** The room of this process. */
export const unpackRoom = createUnpackRoom(BOUNDS.unpackedBytes, BOUNDS.unpackWaitMs);
