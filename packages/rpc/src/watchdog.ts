/** Finds out that an instance has frozen while calls to it are in flight. */
export interface Watchdog extends Disposable {
  /** Begins to watch, if it does not watch yet: a call has begun. */
  watch(): void;
  /** Takes note that the instance has answered something. */
  heard(): void;
}

export interface WatchdogOptions {
  /** Whether calls are in flight: with none there is nothing to watch. */
  readonly busy: () => boolean;
  /** Resolves once the instance has answered; rejects when the signal aborts. */
  readonly ping: (signal: AbortSignal) => Promise<void>;
  /** Called when the instance has neither answered a call nor the ping for 1.5 s. */
  readonly onFrozen: () => void;
  /** Called when it still has not after 4 s: one that is only busy has by then. */
  readonly onDead: () => void;
}

const TICK_MS = 250;
/** Ask after half a second of silence, and doubt one second later: within 2 s in all. */
const ASK_AT = 2;
const FROZEN_AT = 6;
const DEAD_AT = 16;

/**
 * Creates the watchdog of an instance. It counts ticks of its own rather than looking at
 * the clock, so that a pause of this process, in which every ping seems late, is one tick
 * and not a verdict. A ping that is refused is no verdict either: a server that is
 * draining no longer listens and still finishes what it has begun.
 */
export function createWatchdog({ busy, ping, onFrozen, onDead }: WatchdogOptions): Watchdog {
  let timer: NodeJS.Timeout | undefined;
  let asking: AbortController | undefined;
  let silentTicks = 0;

  function heard() {
    silentTicks = 0;
    asking?.abort();
    asking = undefined;
  }

  function stop() {
    heard();
    clearInterval(timer);
    timer = undefined;
  }

  function tick() {
    if (!busy()) return stop();
    silentTicks += 1;
    if (silentTicks === ASK_AT) {
      const question = new AbortController();
      asking = question;
      const settled = () => {
        if (asking === question) heard();
      };
      ping(question.signal).then(settled, settled);
    } else if (silentTicks === FROZEN_AT) {
      onFrozen();
    } else if (silentTicks === DEAD_AT) {
      stop();
      onDead();
    }
  }

  return {
    watch() {
      if (timer !== undefined) return;
      timer = setInterval(tick, TICK_MS).unref();
    },
    heard,
    [Symbol.dispose]: stop,
  };
}
