/** What happens, for the pages that are open: each has one stream of server-sent events. */
export interface Events {
  /** Sends to all readers of a topic. The data are sent as JSON. */
  send(topic: string, data: unknown): void;
  /** Returns whether anybody reads a topic. */
  hasReaders(topic: string): boolean;
  /** Sets what a new reader of a topic is sent first. */
  greet(topic: string, first: () => unknown): void;
  /** Adds a reader, whose `write` gets the lines of each event. Disposing removes it. */
  add(topics: readonly string[], write: (text: string) => void): Disposable;
}

/** Creates the events of an observer. They have no readers yet. */
export function createEvents(): Events {
  const readers = new Map<string, Set<(text: string) => void>>();
  const greetings = new Map<string, () => unknown>();
  return {
    send(topic, data) {
      const writers = readers.get(topic);
      if (!writers) return;
      const text = eventText(topic, data);
      for (const write of writers) write(text);
    },
    hasReaders: (topic) => readers.has(topic),
    greet: (topic, first) => void greetings.set(topic, first),
    add(topics, write) {
      for (const topic of topics) {
        readers.set(topic, (readers.get(topic) ?? new Set()).add(write));
        const greeting = greetings.get(topic);
        if (greeting) write(eventText(topic, greeting()));
      }
      return {
        [Symbol.dispose]() {
          for (const topic of topics) {
            const writers = readers.get(topic);
            writers?.delete(write);
            if (writers?.size === 0) readers.delete(topic);
          }
        },
      };
    },
  };
}

/** An event in the format of the HTML standard, section 9.2.5. JSON has no line ends. */
function eventText(topic: string, data: unknown): string {
  return `event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`;
}
