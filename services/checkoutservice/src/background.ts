import { currentCallContext, runInCallContext } from "@hipstershop/rpc";

/** Work that goes on when its caller has gone. To dispose it is to wait for its end. */
export interface Background extends AsyncDisposable {
  /** Runs a work on behalf of the caller's request, but beyond its deadline and its end. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Returns a background without any work. */
export function createBackground(): Background {
  const running = new Set<Promise<unknown>>();
  return {
    run(work) {
      const result = beyondCaller(work);
      const ended = result.then(
        () => {},
        () => {},
      );
      running.add(ended);
      void ended.then(() => running.delete(ended));
      return result;
    },
    async [Symbol.asyncDispose]() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function beyondCaller<T>(work: () => Promise<T>): Promise<T> {
  const context = currentCallContext();
  if (!context) return work();
  const { deadlineMs: _deadline, signal: _signal, ...rest } = context;
  return runInCallContext(rest, work);
}
