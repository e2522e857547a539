import { type DescMethodUnary, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { UnaryResponse } from "@connectrpc/connect";
import { UnaryAnswer } from "@hipstershop/transport";
import { type CacheControl, cacheControl } from "./cache-control.ts";
import { freezeMessage } from "./freeze-message.ts";

/** A kept answer. */
export interface KeptAnswer {
  /** The age now, in milliseconds, since the answer was made. */
  ageMs(): number;
  readonly control: CacheControl;
  /** Whether the last attempt to replace it failed. */
  failing: boolean;
  /**
   * Returns the answer, with its age in the `age` header (RFC 9111 section 5.1). All readers share
   * one message, which is frozen. Each has headers of its own.
   */
  read(): UnaryResponse;
}

/** Keeps answers by key. When room is short, the least recently used go first. */
export interface AnswerStore {
  get(key: string): KeptAnswer | undefined;
  /** Keeps an answer if its headers allow it, and returns what is kept. */
  put(key: string, answer: UnaryResponse): KeptAnswer | undefined;
}

/** How much a store may hold, keys included. */
const MAX_BYTES = 16 * 2 ** 20;

/** The bytes of the objects around a message: twice what was measured with seven headers. */
const OVERHEAD_BYTES = 2_048;

/** Creates an empty store. `now` is a clock in milliseconds that never goes back. */
export function createAnswerStore(now = () => performance.now()): AnswerStore {
  const answers = new Map<string, { kept: KeptAnswer; cost: number }>();
  let bytes = 0;

  function remove(key: string) {
    bytes -= answers.get(key)?.cost ?? 0;
    answers.delete(key);
  }

  return {
    get(key) {
      const found = answers.get(key);
      if (found === undefined) return undefined;
      const { control } = found.kept;
      const graceMs = Math.max(control.staleWhileRevalidateMs, control.staleIfErrorMs);
      if (found.kept.ageMs() > control.maxAgeMs + graceMs) {
        remove(key);
        return undefined;
      }
      // A Map keeps the order of insertion: this one is now the most recently used.
      answers.delete(key);
      answers.set(key, found);
      return found.kept;
    },
    put(key, answer) {
      remove(key);
      const control = cacheControl(answer.header);
      if (control === undefined) return undefined;
      const { output } = answer.method;
      // A copy, because a bytes field of the answer would keep all that was received in memory.
      const message = fromBinary(output, toBinary(output, answer.message));
      const cost = 2 * key.length + freezeMessage(message) + OVERHEAD_BYTES;
      const kept = keep(answer, message, control, now);
      if (cost > MAX_BYTES) return kept;
      answers.set(key, { kept, cost });
      bytes += cost;
      for (const oldest of answers.keys()) {
        if (bytes <= MAX_BYTES) break;
        remove(oldest);
      }
      return kept;
    },
  };
}

function keep(
  answer: UnaryResponse,
  message: Message,
  control: CacheControl,
  now: () => number,
): KeptAnswer {
  // The answer itself is not kept, because it would keep much of its connection in memory.
  const method: DescMethodUnary = answer.method;
  const rawHeaders = [
    ...[...answer.header].filter(([name]) => name !== "age"),
    ...[...answer.trailer].map(([name, value]) => [`trailer-${name}`, value]),
  ].flat();
  // An answer from another cache is as old as its `age` header says.
  const madeAt = now() - 1_000 * (Number.parseInt(answer.header.get("age") ?? "", 10) || 0);
  return {
    ageMs: () => now() - madeAt,
    control,
    failing: false,
    read() {
      const age = Math.floor((now() - madeAt) / 1_000);
      return new UnaryAnswer(method, message, [...rawHeaders, "age", String(age)]);
    },
  };
}
