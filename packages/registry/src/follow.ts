/** Reads a value that changes: what a watch gives to its reader. */
export interface Follower<T> extends AsyncIterableIterator<T> {
  /** Says that the value has changed. */
  changed(): void;
  /** Ends the watch: the reader's next step is done. */
  end(): void;
}

export interface FollowOptions<T> {
  /** Returns the latest value; called when the reader takes it. */
  readonly latest: () => T;
  /** Whether there is a value to read already. */
  readonly ready: boolean;
  /** The follower is in this set until it ends. */
  readonly followers: Set<Follower<T>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Follows a value: a reader gets the latest one, at most once for each change; a slow reader skips
 * some. Returning from the iterator ends the watch at once, also while a step waits, which an async
 * generator cannot do. When the signal aborts, the step that waits, or the next one, throws its
 * reason.
 */
export function follow<T>({ latest, ready, followers, signal }: FollowOptions<T>): Follower<T> {
  let news = Promise.withResolvers<void>();
  let fresh = ready;
  let ended = false;
  let mustThrow = false;

  function wake(): void {
    news.resolve();
    news = Promise.withResolvers();
  }

  function abort(): void {
    mustThrow = true;
    follower.end();
  }

  const follower: Follower<T> = {
    changed() {
      fresh = true;
      wake();
    },
    end() {
      ended = true;
      signal?.removeEventListener("abort", abort);
      followers.delete(follower);
      wake();
    },
    async next() {
      while (!fresh && !ended) await news.promise;
      if (mustThrow) {
        mustThrow = false;
        throw signal?.reason;
      }
      if (ended) return { done: true, value: undefined };
      fresh = false;
      return { done: false, value: latest() };
    },
    async return() {
      follower.end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => follower,
  };

  followers.add(follower);
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  return follower;
}
