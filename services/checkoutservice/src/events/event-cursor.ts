import { Code, ConnectError } from "@connectrpc/connect";
import { invalidArgument } from "@hipstershop/service";
import type { EventPlace, OrderEvent } from "../store/event-log.ts";

/** How long events are kept, in milliseconds. */
export const KEEP_EVENTS_MS = 7 * 86_400_000;

/** Returns what names the place of an event to those who watch. */
export function formatCursor({ place: { xid, id }, atMs }: OrderEvent): string {
  return Buffer.from(`${xid}.${id}.${atMs}`).toString("base64url");
}

/**
 * Returns the place that a cursor names. The empty one names the beginning. Throws a ConnectError
 * OUT_OF_RANGE when what followed it may be kept no more, and INVALID_ARGUMENT when it is none.
 */
export function parseCursor(cursor: string, nowMs: number): EventPlace {
  if (cursor === "") return { xid: 0, id: 0 };
  const text = Buffer.from(cursor, "base64url").toString();
  const [, xid, id, atMs] = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (xid === undefined) {
    throw invalidArgument("cursor must be that of an event, or empty");
  }
  if (Number(atMs) < nowMs - KEEP_EVENTS_MS) {
    const message = "cursor names an event of more than seven days ago; begin without one";
    throw new ConnectError(message, Code.OutOfRange);
  }
  return { xid: Number(xid), id: Number(id) };
}
