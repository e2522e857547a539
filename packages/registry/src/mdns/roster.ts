import type { InstanceTable } from "../instance-table.ts";
import type { Instance } from "../registry.ts";

/**
 * The instances of this shop that the table has from the network, by DNS name in small letters:
 * at most 256 of a service, so that a flood of false ones costs little.
 */
export interface Roster {
  get(name: string): Instance | undefined;
  entries(): Iterable<readonly [name: string, instance: Instance]>;
  /**
   * Puts an instance into the table, in the place of the one with its name. Returns the name
   * of the one that is left out for it where its service has too many, or its own where none
   * may go.
   */
  put(name: string, instance: Instance): string | undefined;
  remove(name: string): void;
  /** Notes that an instance has answered a call: it gives way to no other. */
  confirm(name: string): void;
  /** Whether an instance may give way: it has answered no call, and had a second to do it. */
  mayGo(name: string): boolean;
}

interface Entry {
  readonly instance: Instance;
  readonly sinceMs: number;
  hasAnswered: boolean;
}

const MAX_OF_A_SERVICE = 256;
const MIN_STAY_MS = 1_000;

/** Opens an empty roster; nobody else puts into the table what it does. */
export function createRoster(table: InstanceTable): Roster {
  const entries = new Map<string, Entry>();
  /** The names of each service, the oldest first. */
  const services = new Map<string, Set<string>>();

  function remove(name: string): void {
    const instance = entries.get(name)?.instance;
    if (instance === undefined) return;
    entries.delete(name);
    const names = services.get(instance.service);
    names?.delete(name);
    if (names?.size === 0) services.delete(instance.service);
    table.remove(instance.service, instance.id);
  }

  function mayGo(name: string): boolean {
    const entry = entries.get(name);
    if (entry === undefined) return true;
    return !entry.hasAnswered && performance.now() - entry.sinceMs >= MIN_STAY_MS;
  }

  return {
    get: (name) => entries.get(name)?.instance,
    entries: () => entries.entries().map(([name, { instance }]) => [name, instance] as const),
    put(name, instance) {
      const before = entries.get(name);
      // A name is the same in small letters and capitals, an id is not.
      const isSame =
        before?.instance.service === instance.service && before.instance.id === instance.id;
      if (!isSame) remove(name);
      const names = services.get(instance.service) ?? new Set();
      let leftOut: string | undefined;
      if (!isSame && names.size >= MAX_OF_A_SERVICE) {
        leftOut = names.values().find(mayGo);
        if (leftOut === undefined) return name;
        remove(leftOut);
      }
      const { sinceMs = performance.now(), hasAnswered = false } = isSame ? before : {};
      entries.set(name, { instance, sinceMs, hasAnswered });
      services.set(instance.service, names.add(name));
      table.put(instance);
      return leftOut;
    },
    remove,
    confirm(name) {
      const entry = entries.get(name);
      if (entry !== undefined) entry.hasAnswered = true;
    },
    mayGo,
  };
}
