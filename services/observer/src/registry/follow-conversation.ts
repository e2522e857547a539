import type { App } from "../app.ts";
import { type Conversation, createConversation } from "./conversation.ts";
import { entryItem } from "./entry-item.ts";
import { isMove } from "./is-move.ts";

const TOPIC = "registry";

/** Listens to the registry until the observer drains, and tells the pages that are open. */
export function followConversation({
  store,
  events,
  context,
}: Pick<App, "store" | "events" | "context">): Conversation {
  return createConversation(store, context.draining, (entry) => {
    if (events.hasReaders(TOPIC))
      events.send(TOPIC, { item: entryItem(entry).text, isMove: isMove(entry.event.type) });
  });
}
