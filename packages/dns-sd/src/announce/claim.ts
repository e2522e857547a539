import type { Message } from "../messages/message.ts";
import type { ServiceRecords } from "../messages/to-records.ts";
import type { LocalService } from "../service.ts";
import { type Timing, within } from "../timing.ts";
import { isConflict } from "./conflict.ts";
import { rename } from "./rename.ts";
import { losesTieBreak } from "./tie-break.ts";

/** The claim of a service to its name: probed for, announced, defended. */
export interface Claim extends Disposable {
  /** The service under the name that it has now. */
  readonly service: LocalService;
  /** Whether the name may be used. */
  readonly isAnnounced: boolean;
  /** Whether others may know the service under the name that it has now. */
  readonly isKnown: boolean;
  /** Resolves when the service was first announced, or the claim is disposed. */
  readonly announced: Promise<void>;
  /** Looks for a conflict between our records and what others say on the same link. */
  hear(message: Message, ours: ServiceRecords): void;
  /** Probes and announces anew: the network is another one now. */
  restart(): void;
}

export interface ClaimOptions {
  readonly timing: Timing;
  readonly sendProbe: (service: LocalService) => void;
  readonly sendAnnouncement: (service: LocalService) => Promise<void>;
  /** Called when another responder had the name. */
  readonly onRename: (taken: string, name: string) => void;
}

/** How many probes there are, and the time after each (RFC 6762 section 8.1). */
const PROBES = 3;
const PROBE_INTERVAL_MS = 250;
/** The time between the two announcements (section 8.3). */
const ANNOUNCE_INTERVAL_MS = 1_000;
/** After this many conflicts in ten seconds there is a pause before each new probe. */
const MANY_CONFLICTS = 15;
const CONFLICT_WINDOW_MS = 10_000;
const CONFLICT_PAUSE_MS = 5_000;
/** Who loses a tie-break waits this long (section 8.2). */
const LOST_PAUSE_MS = 1_000;

/** Begins to claim the service's name (RFC 6762 sections 8 and 9). */
export function createClaim(wanted: LocalService, options: ClaimOptions): Claim {
  const { timing, sendProbe, sendAnnouncement, onRename } = options;
  const { promise: announced, resolve } = Promise.withResolvers<void>();
  let probes = 0;
  let isProbing = true;
  let conflictTimes: number[] = [];
  let timer: NodeJS.Timeout | undefined;

  const claim = {
    service: wanted,
    isAnnounced: false,
    isKnown: false,
    announced,
    hear(message: Message, ours: ServiceRecords) {
      if (message.type === "response") {
        if (isConflict(ours, message.answers)) yieldName();
      } else if (isProbing && losesTieBreak(ours, message.authorities)) {
        restart(LOST_PAUSE_MS);
      }
    },
    restart: () => restart(),
    [Symbol.dispose]() {
      clearTimeout(timer);
      resolve();
    },
  };

  function restart(delayMs = within(timing.probeDelayMs)): void {
    clearTimeout(timer);
    probes = 0;
    isProbing = true;
    claim.isAnnounced &&= timing.announceAtOnce;
    if (delayMs === 0) probe();
    else timer = setTimeout(probe, delayMs);
  }

  function probe(): void {
    if (probes === PROBES) {
      isProbing = false;
      if (!timing.announceAtOnce) announce();
      timer = setTimeout(announce, ANNOUNCE_INTERVAL_MS);
      return;
    }
    probes += 1;
    timer = setTimeout(probe, PROBE_INTERVAL_MS);
    sendProbe(claim.service);
    if (timing.announceAtOnce && probes === 1) announce();
  }

  function announce(): void {
    claim.isAnnounced = true;
    claim.isKnown = true;
    sendAnnouncement(claim.service).then(resolve);
  }

  function yieldName(): void {
    const nowMs = performance.now();
    conflictTimes = [...conflictTimes.filter((ms) => ms > nowMs - CONFLICT_WINDOW_MS), nowMs];
    if (isProbing) {
      const taken = claim.service.name;
      claim.service = { ...wanted, name: rename(wanted.name) };
      claim.isKnown = false;
      onRename(taken, claim.service.name);
    }
    restart(conflictTimes.length >= MANY_CONFLICTS ? CONFLICT_PAUSE_MS : 0);
  }

  restart();
  return claim;
}
