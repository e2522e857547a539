import type { Feed } from "../store/feed.ts";
import type { Events } from "./events.ts";

/** How often a page that lists what comes is told of it, at the most, in milliseconds. */
const PACE_MS = 1_000;

/**
 * Tells the readers of a topic that something came: at once, and then once a second at the most.
 * Returns what ends it.
 */
export function tellOfChanges(
  changes: Pick<Feed<unknown>, "subscribe">,
  topic: string,
  events: Events,
  paceMs = PACE_MS,
): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let more = false;

  function tell(): void {
    more = false;
    events.send(topic, {});
    timer = setTimeout(() => {
      timer = undefined;
      if (more) tell();
    }, paceMs).unref();
  }

  const subscription = changes.subscribe(() => {
    if (!events.hasReaders(topic)) return;
    if (timer) more = true;
    else tell();
  });
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      subscription[Symbol.dispose]();
    },
  };
}
