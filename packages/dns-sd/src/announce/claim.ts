import type { Message } from "../messages/message.ts";
import type { ServiceRecords } from "../messages/to-records.ts";
import type { LocalService } from "../service.ts";
import type { Timing } from "../timing.ts";
import { isConflict } from "./conflict.ts";
import { createProbe, type Probe } from "./probe.ts";
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
  /** Called when another responder had the name, with the service under its new one. */
  readonly onRename: (service: LocalService, taken: string) => void;
}

/** After this many conflicts in ten seconds there is a pause before each new probe. */
const MANY_CONFLICTS = 15;
const CONFLICT_WINDOW_MS = 10_000;
const CONFLICT_PAUSE_MS = 5_000;
/** Who loses a tie-break waits this long (RFC 6762 section 8.2). */
const LOST_PAUSE_MS = 1_000;

/** Begins to claim the service's name (RFC 6762 sections 8 and 9). */
export function createClaim(wanted: LocalService, options: ClaimOptions): Claim {
  const { timing, sendProbe, sendAnnouncement, onRename } = options;
  const announced = Promise.withResolvers<void>();
  let service = wanted;
  let isKnown = false;
  let conflictTimes: number[] = [];
  const probe: Probe = createProbe({
    timing,
    sendProbe: () => sendProbe(service),
    announce() {
      isKnown = true;
      sendAnnouncement(service).then(announced.resolve);
    },
  });

  function yieldName(): void {
    const nowMs = performance.now();
    conflictTimes = [...conflictTimes.filter((ms) => ms > nowMs - CONFLICT_WINDOW_MS), nowMs];
    if (probe.isProbing) {
      const taken = service.name;
      service = { ...wanted, name: rename(wanted.name) };
      isKnown = false;
      onRename(service, taken);
    }
    probe.restart(conflictTimes.length >= MANY_CONFLICTS ? CONFLICT_PAUSE_MS : 0);
  }

  return {
    get service() {
      return service;
    },
    get isAnnounced() {
      return probe.isAnnounced;
    },
    get isKnown() {
      return isKnown;
    },
    announced: announced.promise,
    hear(message, ours) {
      if (message.type === "response") {
        if (isConflict(ours, [...message.answers, ...message.additionals])) yieldName();
      } else if (probe.isProbing && losesTieBreak(ours, message.authorities)) {
        probe.restart(LOST_PAUSE_MS);
      }
    },
    restart: () => probe.restart(),
    [Symbol.dispose]() {
      probe[Symbol.dispose]();
      announced.resolve();
    },
  };
}
