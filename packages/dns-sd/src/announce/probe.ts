import { type Timing, within } from "../timing.ts";

/** Probes for a name three times, then announces it twice (RFC 6762 section 8). */
export interface Probe extends Disposable {
  /** Whether the name may still turn out to be taken. */
  readonly isProbing: boolean;
  /** Whether the name may be used. */
  readonly isAnnounced: boolean;
  /** Begins anew after a time; without one, after the random time that a first probe waits. */
  restart(delayMs?: number): void;
}

export interface ProbeOptions {
  readonly timing: Timing;
  readonly sendProbe: () => void;
  readonly announce: () => void;
}

const PROBES = 3;

/** Begins to probe. */
export function createProbe({ timing, sendProbe, announce }: ProbeOptions): Probe {
  let probes = 0;
  let isProbing = true;
  let isAnnounced = false;
  let timer: NodeJS.Timeout | undefined;

  function step(): void {
    if (probes === PROBES) {
      isProbing = false;
      if (!timing.announceAtOnce) use();
      timer = setTimeout(use, timing.secondMs);
      return;
    }
    probes += 1;
    timer = setTimeout(step, timing.probeIntervalMs);
    sendProbe();
    if (timing.announceAtOnce && probes === 1) use();
  }

  function use(): void {
    isAnnounced = true;
    announce();
  }

  function restart(delayMs = within(timing.probeDelayMs)): void {
    clearTimeout(timer);
    probes = 0;
    isProbing = true;
    isAnnounced &&= timing.announceAtOnce;
    if (delayMs === 0) step();
    else timer = setTimeout(step, delayMs);
  }

  restart();
  return {
    get isProbing() {
      return isProbing;
    },
    get isAnnounced() {
      return isAnnounced;
    },
    restart,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
