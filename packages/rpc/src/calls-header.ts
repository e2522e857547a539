import type { CallRecord } from "./call-context.ts";

/** The header of a request whose caller wants to be told of the calls that it takes. */
export const ASK_FOR_CALLS = "x-show-calls";

/** The header of the answer that tells of them. */
const CALLS = "x-calls";

/**
 * The most that is told, in characters: Node refuses a message whose headers are longer than
 * 16 KiB together.
 */
const MAX_LENGTH = 8_192;

/**
 * Tells the caller of the calls that were made for it, as JSON, timed from when its own call
 * began: the clocks of two machines are never quite the same. The last are left out where all
 * of them would be too much.
 */
export function writeCalls(header: Headers, calls: readonly CallRecord[], startMs: number): void {
  let list = "";
  for (const call of calls) {
    const longer = `${list}${list && ","}${toAscii(moved(call, -startMs))}`;
    if (longer.length + "[]".length > MAX_LENGTH) break;
    list = longer;
  }
  if (list !== "") header.set(CALLS, `[${list}]`);
}

/**
 * Takes what a callee told out of the headers of its answer, or of its error, timed by this
 * process's clock; `startMs` is when the call to it began. Undefined where it told nothing.
 */
export function takeCalls(header: Headers, startMs: number): readonly CallRecord[] | undefined {
  const text = header.get(CALLS);
  if (text === null) return undefined;
  header.delete(CALLS);
  try {
    return (JSON.parse(text) as CallRecord[]).map((call) => moved(call, startMs));
  } catch {
    // What is told for show fails no call.
    return undefined;
  }
}

function moved(call: CallRecord, byMs: number): CallRecord {
  const { startMs, children } = call;
  return {
    ...call,
    startMs: startMs + byMs,
    ...(children && { children: children.map((child) => moved(child, byMs)) }),
  };
}

/** A header holds no other characters. */
function toAscii(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
