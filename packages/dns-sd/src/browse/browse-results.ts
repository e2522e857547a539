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
 * The services that the sink has, by DNS name in small letters: at most 256 of a subtype, so that
 * a flood of false ones costs little.
 */
export interface BrowseResults {
  get(dnsName: string): Result | undefined;
  entries(): Iterable<readonly [dnsName: string, result: Result]>;
  /**
   * Puts a service in the place of the one with its name. Returns the DNS name of the one that is
   * left out for it where there are too many of its subtype, or its own where none may go.
   */
  put(dnsName: string, result: Result): string | undefined;
  remove(dnsName: string): void;
  /** Notes that a service has answered a call: it gives way to no other. */
  confirm(dnsName: string): void;
  /** Whether a service may give way: it has answered no call, and had a second to do it. */
  mayGo(dnsName: string): boolean;
}

interface Entry extends Result {
  readonly sinceMs: number;
  hasAnswered: boolean;
}

const MAX_OF_A_SUBTYPE = 256;
const MIN_STAY_MS = 1_000;

/** Opens an empty set; nobody else puts into the sink what it does. */
export function createBrowseResults(sink: Sink): BrowseResults {
  const entries = new Map<string, Entry>();
  /** The DNS names of each subtype, the oldest first. */
  const subtypes = new Map<string, Set<string>>();

  function remove(dnsName: string): void {
    const entry = entries.get(dnsName);
    if (entry === undefined) return;
    entries.delete(dnsName);
    const there = subtypes.get(entry.subtype);
    there?.delete(dnsName);
    if (there?.size === 0) subtypes.delete(entry.subtype);
    sink.remove(entry.service);
  }

  function mayGo(dnsName: string): boolean {
    const entry = entries.get(dnsName);
    if (entry === undefined) return true;
    return !entry.hasAnswered && performance.now() - entry.sinceMs >= MIN_STAY_MS;
  }

  return {
    get: (dnsName) => entries.get(dnsName),
    entries: () => entries.entries(),
    put(dnsName, { service, subtype }) {
      const before = entries.get(dnsName);
      // A DNS name is the same in small letters and capitals, a name in the sink is not.
      const isSame = before?.subtype === subtype && before.service.name === service.name;
      if (!isSame) remove(dnsName);
      const there = subtypes.get(subtype) ?? new Set();
      let leftOut: string | undefined;
      if (!isSame && there.size >= MAX_OF_A_SUBTYPE) {
        leftOut = there.values().find(mayGo);
        if (leftOut === undefined) return dnsName;
        remove(leftOut);
      }
      const { sinceMs = performance.now(), hasAnswered = false } = isSame ? before : {};
      entries.set(dnsName, { service, subtype, sinceMs, hasAnswered });
      subtypes.set(subtype, there.add(dnsName));
      sink.put(service);
      return leftOut;
    },
    remove,
    confirm(dnsName) {
      const entry = entries.get(dnsName);
      if (entry !== undefined) entry.hasAnswered = true;
    },
    mayGo,
  };
}
