/** Notices when an instance freezes while calls to it are in flight. */
export interface Watchdog extends Disposable {
  /** Starts to watch, unless it does already. Call it when a call begins. */
  watch(): void;
  /** Notes that the instance has answered something. */
  heard(): void;
}

export interface WatchdogOptions {
  /** Whether calls are in flight. The watch ends when there are none. */
  readonly busy: () => boolean;
  /** Resolves once the instance has answered; rejects when the signal aborts. */
  readonly ping: (signal: AbortSignal) => Promise<void>;
  /** Called when the instance has neither answered a call nor the ping for 1.5 s. */
  readonly onFrozen: () => void;
  /** Called when it has still not answered after 4 s. One that was only busy has by then. */
  readonly onDead: () => void;
}

const TICK_MS = 250;
/** In ticks: it asks after half a second of silence, and reports after one second more. */
const ASK_AT = 2;
const FROZEN_AT = 6;
const DEAD_AT = 16;

/**
 * Creates the watchdog of an instance. It counts its own ticks and does not look at the clock:
 * when this process itself pauses, and every answer seems late, that is one tick and no more. A
 * ping that is refused counts as an answer: a server that drains no longer listens, and still
 * finishes what it has begun.
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
