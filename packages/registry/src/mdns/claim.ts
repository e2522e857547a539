import {
  compareRecords,
  type DnsRecord,
  type Message,
  type Timing,
  within,
} from "@hipstershop/dns-sd";
import type { Instance } from "../registry.ts";
import { rename } from "../rename.ts";
import { conflicts } from "./conflicts.ts";
import type { InstanceRecords } from "./to-records.ts";

/** The claim of an instance to its name: probed for, announced, defended. */
export interface Claim extends Disposable {
  /** The instance under the name that it has now. */
  readonly instance: Instance;
  /** Whether the name may be used. */
  readonly isAnnounced: boolean;
  /** Whether others may know the instance under the name that it has now. */
  readonly isKnown: boolean;
  /** Resolves when the instance was first announced. */
  readonly announced: Promise<void>;
  /** Looks for a conflict between our records and what others say on the same link. */
  hear(message: Message, ours: InstanceRecords): void;
  /** Probes and announces anew: the network is another one now. */
  restart(): void;
}

export interface ClaimOptions {
  readonly timing: Timing;
  readonly sendProbe: (instance: Instance) => void;
  readonly sendAnnouncement: (instance: Instance) => Promise<void>;
  /** Called when another responder had the name, with the instance under its new one. */
  readonly onRename: (instance: Instance, taken: string) => void;
}

const PROBES = 3;
/** After this many conflicts in ten seconds there is a pause before each new probe. */
const MANY_CONFLICTS = 15;
const CONFLICT_WINDOW_MS = 10_000;
const CONFLICT_PAUSE_MS = 5_000;
/** Who loses against a simultaneous prober waits this long (RFC 6762 section 8.2). */
const LOST_PAUSE_MS = 1_000;

/** Begins to claim the instance's name (RFC 6762 sections 8 and 9). */
export function createClaim(wanted: Instance, options: ClaimOptions): Claim {
  const { timing, sendProbe, sendAnnouncement, onRename } = options;
  const announced = Promise.withResolvers<void>();
  let instance = wanted;
  let probes = 0;
  let probing = true;
  let isAnnounced = false;
  let isKnown = false;
  let timer: NodeJS.Timeout | undefined;
  let conflictTimes: number[] = [];

  function probe(): void {
    if (probes === PROBES) {
      establish();
      return;
    }
    probes += 1;
    timer = setTimeout(probe, timing.probeIntervalMs);
    sendProbe(instance);
    if (timing.announceAtOnce && probes === 1) announce();
  }

  function establish(): void {
    probing = false;
    if (!timing.announceAtOnce) announce();
    timer = setTimeout(announce, timing.secondMs);
  }

  function announce(): void {
    isAnnounced = true;
    isKnown = true;
    sendAnnouncement(instance).then(announced.resolve);
  }

  function start(delayMs: number): void {
    clearTimeout(timer);
    probes = 0;
    probing = true;
    isAnnounced &&= timing.announceAtOnce;
    if (delayMs === 0) probe();
    else timer = setTimeout(probe, delayMs);
  }

  function yieldName(): void {
    const nowMs = performance.now();
    conflictTimes = [...conflictTimes.filter((ms) => ms > nowMs - CONFLICT_WINDOW_MS), nowMs];
    const pauseMs = conflictTimes.length >= MANY_CONFLICTS ? CONFLICT_PAUSE_MS : 0;
    if (probing) {
      const taken = instance.id;
      instance = rename(wanted);
      isKnown = false;
      onRename(instance, taken);
    }
    start(pauseMs);
  }

  start(within(timing.probeDelayMs));
  return {
    get instance() {
      return instance;
    },
    get isAnnounced() {
      return isAnnounced;
    },
    get isKnown() {
      return isKnown;
    },
    announced: announced.promise,
    hear(message, ours) {
      if (message.type === "response") {
        if (conflicts(ours, [...message.answers, ...message.additionals])) {
          yieldName();
        }
      } else if (probing && loses(ours, message.authorities)) {
        start(LOST_PAUSE_MS);
      }
    },
    restart: () => start(within(timing.probeDelayMs)),
    [Symbol.dispose]() {
      clearTimeout(timer);
      announced.resolve();
    },
  };
}

/** Whether another prober for our name comes first (RFC 6762 section 8.2). */
function loses(ours: InstanceRecords, authorities: readonly DnsRecord[]): boolean {
  const our = [ours.srv, ours.txt, ours.address];
  const names = new Set(our.map(({ name }) => name.toLowerCase()));
  const theirs = authorities.filter(({ name }) => names.has(name.toLowerCase()));
  return theirs.length > 0 && compareRecords(our, theirs) < 0;
}
