import type { Service } from "../service.ts";

/** Where the services go that are found. */
export interface Sink {
  /** Takes a service, or what has changed of the one with this name. */
  put(service: Service): void;
  /** Takes out a service that was put. */
  remove(service: Service): void;
}

/** A service that was found, and the subtype that it is of. */
export interface Result {
  readonly service: Service;
  readonly subtype: string;
}

/**
 * The services that were heard of, by DNS name in small letters; those that are found are in the
 * sink. There are at most 500, so that a flood of false ones costs little. Where there are more,
 * the subtype that most are of gives one up, so that a flood of one subtype does no harm to another.
 */
export interface BrowseResults {
  /** Returns a service that is found. */
  get(dnsName: string): Result | undefined;
  /** Those that are found. */
  found(): Iterable<readonly [dnsName: string, result: Result]>;
  /**
   * Takes in a service that was heard of, undefined while it is not complete. Returns the DNS name
   * of the one that gives way where there are too many: it may be the same.
   */
  put(dnsName: string, service: Service | undefined): string | undefined;
  remove(dnsName: string): void;
  /** Notes that a service has answered a call: it gives way to no other. */
  confirm(dnsName: string): void;
}

export interface BrowseResultsOptions {
  /** Nobody else puts into it what these results do. */
  readonly sink: Sink;
  /** Returns the subtype that a service is of; undefined where it is not to be found here. */
  readonly subtypeOf: (service: Service) => string | undefined;
  /** Whether somebody looks for the services of a subtype. */
  readonly isBrowsed: (subtype: string) => boolean;
}

interface Entry {
  /** What the sink has; undefined while the service is not found. */
  result: Result | undefined;
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
  const entries = new Map<string, Entry>();

  /** Returns who gives way: of the largest group the oldest that may, else the newest. */
  function oneTooMany(): string | undefined {
    if (entries.size <= MAX) return undefined;
    const groups = Map.groupBy(entries, ([, { result }]) =>
      result !== undefined && isBrowsed(result.subtype) ? result.subtype : undefined,
    );
    const bySize = [...groups].sort(([, a], [, b]) => b.length - a.length);
    const [subtype, largest = []] = bySize[0] ?? [];
    const untilMs = performance.now() - (subtype === undefined ? 0 : MIN_STAY_MS);
    const oldest = largest.find(([, each]) => !each.hasAnswered && each.sinceMs <= untilMs);
    return (oldest ?? largest.at(-1))?.[0];
  }

  function remove(dnsName: string): void {
    const result = entries.get(dnsName)?.result;
    entries.delete(dnsName);
    if (result !== undefined) sink.remove(result.service);
  }

  return {
    get: (dnsName) => entries.get(dnsName)?.result,
    *found() {
      for (const [dnsName, { result }] of entries) {
        if (result !== undefined) yield [dnsName, result];
      }
    },
    put(dnsName, service) {
      const subtype = service && subtypeOf(service);
      const result = service && subtype !== undefined ? { service, subtype } : undefined;
      const before = entries.get(dnsName);
      if (before !== undefined && isSame(before.result, result)) before.result = result;
      else {
        remove(dnsName);
        entries.set(dnsName, { result, sinceMs: performance.now(), hasAnswered: false });
      }
      if (result !== undefined) sink.put(result.service);
      const leftOut = oneTooMany();
      if (leftOut !== undefined) remove(leftOut);
      return leftOut;
    },
    remove,
    confirm(dnsName) {
      const entry = entries.get(dnsName);
      if (entry !== undefined) entry.hasAnswered = true;
    },
  };
}

/** Whether the sink takes one for the other: unlike DNS, it tells small letters from capitals. */
function isSame(a: Result | undefined, b: Result | undefined): boolean {
  return a?.subtype === b?.subtype && a?.service.name === b?.service.name;
}
