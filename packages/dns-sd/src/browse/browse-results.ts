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
  readonly result: Result | undefined;
  readonly group: Set<string>;
  readonly sinceMs: number;
  readonly hasAnswered: boolean;
}

const MAX = 500;
/** A service that somebody looks for stays so long, for it to answer a call. */
const MIN_STAY_MS = 1_000;

/** Opens an empty set. */
export function createBrowseResults(options: BrowseResultsOptions): BrowseResults {
  const { sink, subtypeOf, isBrowsed } = options;
  const entries = new Map<string, Entry>();
  /** The DNS names of each subtype that somebody looks for, the oldest first. */
  const groups = new Map<string, Set<string>>();
  /** The DNS names of all others. */
  const others = new Set<string>();

  function groupOf(result: Result | undefined): Set<string> {
    if (result === undefined || !isBrowsed(result.subtype)) return others;
    const group = groups.get(result.subtype) ?? new Set();
    groups.set(result.subtype, group);
    return group;
  }

  /** Returns who gives way: of the largest group the oldest that may, else the newest. */
  function tooMany(): string | undefined {
    if (entries.size <= MAX) return undefined;
    let largest = others;
    for (const group of groups.values()) if (group.size > largest.size) largest = group;
    const sinceMs = largest === others ? Number.POSITIVE_INFINITY : performance.now() - MIN_STAY_MS;
    const mayGo = (dnsName: string) => {
      const entry = entries.get(dnsName);
      return entry !== undefined && !entry.hasAnswered && entry.sinceMs <= sinceMs;
    };
    return largest.values().find(mayGo) ?? [...largest].at(-1);
  }

  function remove(dnsName: string): void {
    const entry = entries.get(dnsName);
    if (entry === undefined) return;
    entries.delete(dnsName);
    entry.group.delete(dnsName);
    if (entry.result !== undefined) sink.remove(entry.result.service);
  }

  return {
    get: (dnsName) => entries.get(dnsName)?.result,
    *found() {
      for (const [dnsName, { result }] of entries)
        if (result !== undefined) yield [dnsName, result];
    },
    put(dnsName, service) {
      const subtype = service && subtypeOf(service);
      const result = service && subtype !== undefined ? { service, subtype } : undefined;
      const before = entries.get(dnsName);
      // A DNS name is the same in small letters and capitals, a name in the sink is not.
      const isSame =
        before?.result?.subtype === result?.subtype &&
        before?.result?.service.name === result?.service.name;
      if (!isSame) remove(dnsName);
      const group = groupOf(result);
      if (before?.group !== group) before?.group.delete(dnsName);
      const { sinceMs = performance.now(), hasAnswered = false } = (isSame && before) || {};
      entries.set(dnsName, { result, group: group.add(dnsName), sinceMs, hasAnswered });
      if (result !== undefined) sink.put(result.service);
      const leftOut = tooMany();
      if (leftOut !== undefined) remove(leftOut);
      return leftOut;
    },
    remove,
    confirm(dnsName) {
      const entry = entries.get(dnsName);
      if (entry !== undefined) entries.set(dnsName, { ...entry, hasAnswered: true });
    },
  };
}
