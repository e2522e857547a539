/** The reading end of a value that changes: what a watch hands to its reader. */
export interface Follower<T> extends AsyncIterableIterator<T>, AsyncDisposable {
  /** Says that there is a value the reader has not seen. */
  changed(): void;
  /** Ends the watch: the reader's next step is done, or throws the reason if there is one. */
  end(failure?: { readonly reason: unknown }): void;
}

export interface FollowOptions<T> {
  /** Returns the latest value; called only when the reader takes it. */
  readonly latest: () => T;
  /** Whether there is a value to read already. */
  readonly ready: boolean;
  /** The follower adds itself, and takes itself out when it ends. */
  readonly followers: Set<Follower<T>>;
  /** Called once, however the watch ends. */
  readonly onEnd: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Follows a value: a reader gets the latest one, once per change at most, and skips those
 * it was too slow for. Returning from the iterator ends the watch at once, also while a
 * step is waiting, which an async generator cannot do. An abort makes the waiting step,
 * else the next one, throw the signal's reason.
 */
export function follow<T>(options: FollowOptions<T>): Follower<T> {
  const { latest, followers, onEnd, signal } = options;
  const waiting: PromiseWithResolvers<IteratorResult<T>>[] = [];
  let fresh = options.ready;
  let ended = false;
  let failure: { readonly reason: unknown } | undefined;

  const abort = () => follower.end({ reason: signal?.reason });
  const follower: Follower<T> = {
    changed() {
      const step = waiting.shift();
      if (step === undefined) fresh = true;
      else step.resolve({ done: false, value: latest() });
    },
    end(reason) {
      if (ended) return;
      ended = true;
      failure = reason;
      signal?.removeEventListener("abort", abort);
      followers.delete(follower);
      onEnd();
      for (const step of waiting.splice(0)) follower.next().then(step.resolve, step.reject);
    },
    async next() {
      if (failure !== undefined) {
        const { reason } = failure;
        failure = undefined;
        throw reason;
      }
      if (ended) return { done: true, value: undefined };
      if (fresh) {
        fresh = false;
        return { done: false, value: latest() };
      }
      const step = Promise.withResolvers<IteratorResult<T>>();
      waiting.push(step);
      return step.promise;
    },
    async return() {
      follower.end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => follower,
    [Symbol.asyncDispose]: async () => follower.end(),
  };

  followers.add(follower);
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  return follower;
}
