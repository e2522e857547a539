import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Events } from "./events.ts";

/** A reader who takes nothing for so many bytes is let go: the browser comes back by itself. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** Sends the events of some topics, as they come, until the signal aborts. */
export async function sendEvents(
  topics: readonly string[],
  events: Events,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  // Tells the browser that it is connected, and to come back after a second.
  response.write("retry: 1000\n\n");
  using _reader = events.add(topics, (text) => {
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(text);
  });
  if (!signal.aborted) await once(signal, "abort");
  response.end();
}
