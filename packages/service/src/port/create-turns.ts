/** Work that begins later, and its connection. */
export interface Turn {
  /** The turns of one connection begin one after another. */
  readonly connection: object;
  readonly begin: () => void;
}

/** Begins turns later. Connections take turns. */
export interface Turns {
  /** Adds a turn. Returns a function that removes it if it has not begun. */
  add(turn: Turn): () => void;
}

/**
 * Creates a queue whose turns begin after the event loop has read from all sockets, for `forMs`
 * milliseconds at a time. This is against "rapid reset": a client of HTTP/2 may send requests
 * and cancel them as fast as it can, because canceled ones do not count as its streams. A
 * request that is canceled before its turn never begins, and a connection with thousands of
 * them does not delay the others.
 */
export function createTurns(forMs = 5): Turns {
  const waiting = new Map<object, Set<Turn>>();
  let planned = false;

  function takeNext(): Turn | undefined {
    for (const [connection, turns] of waiting) {
      const [turn] = turns;
      waiting.delete(connection);
      if (!turn) continue;
      turns.delete(turn);
      // To the end of the map: its next turn comes after those of the others.
      if (turns.size > 0) waiting.set(connection, turns);
      return turn;
    }
    return undefined;
  }

  function beginSome(): void {
    planned = false;
    const endMs = performance.now() + forMs;
    do {
      const turn = takeNext();
      if (!turn) return;
      plan();
      turn.begin();
    } while (performance.now() < endMs);
  }

  function plan(): void {
    if (planned) return;
    planned = true;
    setImmediate(beginSome);
  }

  return {
    add(turn) {
      const turns = waiting.get(turn.connection) ?? new Set();
      turns.add(turn);
      waiting.set(turn.connection, turns);
      plan();
      return () => void turns.delete(turn);
    },
  };
}
