/** Makes the abort signals of this process follow the world's time, and end with their world. */
export function replaceSignals(): void {
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    // By now this is the simulated timer.
    setTimeout(() => controller.abort(new DOMException("Timed out", "TimeoutError")), ms);
    return controller.signal;
  };
  // Node keeps a signal of its own `any` for as long as somebody listens to it, and in a process
  // that was killed nobody ever stops to listen.
  AbortSignal.any = (signals) => {
    const controller = new AbortController();
    for (const signal of signals) {
      const follow = () => controller.abort(signal.reason);
      if (signal.aborted) follow();
      else signal.addEventListener("abort", follow, { once: true });
    }
    return controller.signal;
  };
}
