/** What is to begin later, and for whom. */
export interface Turn {
  /** Whose turn it is: those of one connection wait for one another. */
  readonly connection: object;
  readonly begin: () => void;
}

/** Begins turns later, in the order in which their connections came. */
export interface Turns {
  /** Adds a turn, and returns what takes it back where it has not begun. */
  add(turn: Turn): () => void;
}

/**
 * Creates a queue of what begins once the event loop has read what there is to read, for so
 * many milliseconds at a time: then others are heard. A client of HTTP/2 may ask and take back
 * as fast as it can send, for what it has taken back does not count against its streams
 * ("rapid reset"). What is taken back in the same breath never begins, and connections take
 * turns, so that one with thousands keeps nobody else waiting.
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
      // Behind the others, for its next.
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
