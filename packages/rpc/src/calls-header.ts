import type { CallRecord } from "./call-context.ts";

/** The request header that asks a callee to report the calls that it makes for the request. */
export const ASK_FOR_CALLS = "x-show-calls";

/** The answer header with the report. */
const CALLS = "x-calls";

/**
 * The longest report, in characters: Node refuses a message whose headers are longer than 16 KiB
 * together.
 */
const MAX_LENGTH = 8_192;

/**
 * Reports the calls that were made for the caller, as JSON in the headers of the answer. Times
 * count from when the caller's own call began, because the clocks of two machines differ. Where
 * the report would be too long, the last calls are left out.
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
 * Removes a callee's report from the headers of its answer, or of its error, and returns it in
 * the time of this process; `startMs` is when the call began. Undefined if there is no report.
 */
export function takeCalls(header: Headers, startMs: number): readonly CallRecord[] | undefined {
  const text = header.get(CALLS);
  if (text === null) return undefined;
  header.delete(CALLS);
  try {
    return (JSON.parse(text) as CallRecord[]).map((call) => moved(call, startMs));
  } catch {
    // A broken report fails no call.
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

/** Escapes all but printable ASCII: a header holds no other characters. */
function toAscii(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
