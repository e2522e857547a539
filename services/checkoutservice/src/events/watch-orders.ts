import { setTimeout } from "node:timers/promises";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { WatchOrdersResponseSchema } from "@hipstershop/proto/hipstershop/checkout";
import { reached } from "@hipstershop/service";
import type { Dependencies } from "../dependencies.ts";
import { wireStates } from "../store/order-state.ts";
import { formatCursor, parseCursor } from "./event-cursor.ts";

/** How often to look for new events, in milliseconds. */
const LOOK_MS = 500;
/** How many events to read at a time. */
const BATCH = 500;

/**
 * Yields each change of state of each order after a cursor, in the order in which they were
 * committed, until the caller goes or the service is about to stop. Those of other replicas are
 * among them. Throws what `parseCursor` throws, and UNAVAILABLE while they cannot be read.
 */
export async function* watchOrders(
  { events, draining }: Pick<Dependencies, "events" | "draining">,
  { cursor }: { readonly cursor: string },
  signal: AbortSignal,
): AsyncGenerator<MessageInitShape<typeof WatchOrdersResponseSchema>> {
  const ended = AbortSignal.any([signal, draining]);
  let place = parseCursor(cursor, Date.now());
  while (!ended.aborted) {
    const found = await reached("order", events.read(place, BATCH));
    for (const event of found) {
      place = event.place;
      yield {
        cursor: formatCursor(event),
        orderId: event.orderId,
        state: wireStates[event.state],
        at: timestampFromMs(event.atMs),
      };
    }
    // Rejects when the stream is to end.
    if (found.length < BATCH)
      await setTimeout(LOOK_MS, undefined, { signal: ended }).catch(() => {});
  }
}
