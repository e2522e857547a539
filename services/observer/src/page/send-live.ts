import { once } from "node:events";
import type { ServerResponse } from "node:http";

/**
 * Sends events as they happen, each as JSON (server-sent events), until there are no more or the signal
 * aborts. Whatever makes them must end when its own reader has gone.
 */
export async function sendLive(
  events: AsyncIterable<object>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const end = () => void response.end();
  signal.addEventListener("abort", end, { once: true });
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      const isTaken = response.write(`data: ${JSON.stringify(event)}\n\n`);
      if (!isTaken) await once(response, "drain", { signal }).catch(() => {});
    }
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}
