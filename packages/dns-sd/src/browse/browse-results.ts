import type { Service } from "../service.ts";

/**
 * Why a service is no longer found: it said so, its records ended, it did not answer, there were
 * too many, or it is told of otherwise now.
 */
export type Loss = "goodbye" | "expired" | "unanswered" | "crowded" | "replaced";

/** Where the services go that are found. */
export interface Sink {
  /** Takes a service, or what has changed of the one with this name. */
  put(service: Service): void;
  /** Takes out a service that was put. */
  remove(service: Service, loss: Loss): void;
}

/** A service that was found, and the subtype that it is of. */
export interface Result {
  readonly service: Service;
  readonly subtype: string;
}

/**
 * The services that were heard of, by DNS name in small letters. There are at most 500, so that a
 * flood of false ones costs little. When there is one more, the subtype that has the most gives one
 * up, so that a flood of one subtype does no harm to the others.
 */
export interface BrowseResults {
  /** Those that are complete and of a subtype: the sink has them. */
  readonly found: ReadonlyMap<string, Result>;
  /**
   * Takes in a service that was heard of, undefined while it is not complete; where it was found
   * before, the loss says why. Returns the DNS name of the one that gives way where there are too
   * many: it may be the same.
   */
  put(dnsName: string, service: Service | undefined, loss?: Loss): string | undefined;
  remove(dnsName: string, loss: Loss): void;
  /** Notes that a service has answered a call: it gives way to no other. */
  confirm(dnsName: string): void;
}

export interface BrowseResultsOptions {
  /** Gets the services that are found, from these results alone. */
  readonly sink: Sink;
  /** Returns the subtype that a service is of; undefined where it is not to be found here. */
  readonly subtypeOf: (service: Service) => string | undefined;
  /** Whether somebody looks for the services of a subtype. */
  readonly isBrowsed: (subtype: string) => boolean;
}

interface Heard {
  /** Its subtype when somebody looks for that; all others are one group. */
  readonly group: string | undefined;
  readonly sinceMs: number;
  hasAnswered: boolean;
}

const MAX = 500;
/** A service that somebody looks for stays so long, for it to answer a call. */
const MIN_STAY_MS = 1_000;

/** Opens an empty set. */
export function createBrowseResults(options: BrowseResultsOptions): BrowseResults {
  const { sink, subtypeOf, isBrowsed } = options;
  /** The oldest first. */
  const heard = new Map<string, Heard>();
  const found = new Map<string, Result>();
  /** How many there are in each group. */
  const sizes = new Map<string | undefined, number>();

  /** Returns who gives way: of the largest group the oldest that may, else the newest. */
  function oneTooMany(): string | undefined {
    if (heard.size <= MAX) return undefined;
    const [largest] = [...sizes].sort(([, a], [, b]) => b - a)[0] ?? [];
    const untilMs = performance.now() - (largest === undefined ? 0 : MIN_STAY_MS);
    let newest: string | undefined;
    for (const [dnsName, { group, sinceMs, hasAnswered }] of heard) {
      if (group !== largest) continue;
      if (!hasAnswered && sinceMs <= untilMs) return dnsName;
      newest = dnsName;
    }
    return newest;
  }

  function count(group: string | undefined, change: 1 | -1): void {
    sizes.set(group, (sizes.get(group) ?? 0) + change);
  }

  function remove(dnsName: string, loss: Loss): void {
    const entry = heard.get(dnsName);
    const result = found.get(dnsName);
    if (heard.delete(dnsName)) count(entry?.group, -1);
    if (found.delete(dnsName) && result) sink.remove(result.service, loss);
  }

  return {
    found,
    put(dnsName, service, loss = "replaced") {
      const before = found.get(dnsName);
      const subtype = service && subtypeOf(service);
      const result = service && subtype !== undefined ? { service, subtype } : undefined;
      const group = subtype !== undefined && isBrowsed(subtype) ? subtype : undefined;
      // DNS takes capitals for small letters, the sink does not.
      const isSame = before?.subtype === subtype && before?.service.name === result?.service.name;
      if (!isSame) remove(dnsName, service === undefined ? loss : "replaced");
      const entry = heard.get(dnsName);
      if (entry !== undefined && entry.group !== group) {
        heard.delete(dnsName);
        count(entry.group, -1);
      }
      if (!heard.has(dnsName)) {
        heard.set(dnsName, { group, sinceMs: performance.now(), hasAnswered: false });
        count(group, 1);
      }
      if (result !== undefined) {
        found.set(dnsName, result);
        sink.put(result.service);
      }
      const leftOut = oneTooMany();
      if (leftOut !== undefined) remove(leftOut, "crowded");
      return leftOut;
    },
    remove,
    confirm(dnsName) {
      const entry = heard.get(dnsName);
      if (entry !== undefined) entry.hasAnswered = true;
    },
  };
}
