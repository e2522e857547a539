import { type Follower, follow } from "./follow.ts";
import type { CallOptions, Instance, Snapshot } from "./registry.ts";

/**
 * The instances that a registry knows, by service, and whoever follows them. Every registry
 * here keeps its knowledge in one, so snapshots and watches behave alike in all of them.
 */
export interface InstanceTable {
  /** The set of a service: the same frozen array until it changes; undefined while not known. */
  get(service: string): readonly Instance[] | undefined;
  /** The names of the services that have an instance, sorted. Throws when the table is closed. */
  services(): readonly string[];
  /** Adds an instance, or puts it in the place of the one with the same service and id. */
  put(instance: Instance): void;
  remove(service: string, id: string): void;
  /** Makes these the whole set of a service. An equal set changes nothing. */
  replace(service: string, instances: Iterable<Instance>): void;
  /** Makes a set known as it is, even if it is empty: the search for it has ended. */
  settle(service: string): void;
  /**
   * Sets or ends the trouble with a service, or with all where none is named. One with the
   * same message changes nothing.
   */
  setTrouble(trouble: Error | undefined, service?: string): void;
  /**
   * Resolves to the set as soon as it is known. Rejects with the signal's reason, and with
   * an Error when the table is closed.
   */
  first(service: string, options?: CallOptions): Promise<readonly Instance[]>;
  /** Follows a set; see `Registry.watch`. */
  watch(service: string, options?: CallOptions): AsyncIterable<Snapshot>;
  /** Ends every watch. */
  close(): void;
}

export interface InstanceTableOptions {
  /** Whether a service without instances is known to be empty, rather than not known. */
  readonly complete: boolean;
}

interface Row {
  readonly instances: Map<string, Instance>;
  readonly followers: Set<Follower<Snapshot>>;
  known: boolean;
  /** Whether it stays known when it is empty: somebody searched for it. */
  settled: boolean;
  /** The set as it was last taken; undefined since it changed. */
  taken: readonly Instance[] | undefined;
  announcing: boolean;
}

const EMPTY: readonly Instance[] = Object.freeze([]);

/**
 * Opens an empty table. Changes made in one go reach watchers as one snapshot, in the next
 * microtask; a snapshot is made when somebody takes it, so a burst of changes costs one.
 */
export function createInstanceTable({ complete }: InstanceTableOptions): InstanceTable {
  const rows = new Map<string, Row>();
  const troubles = new Map<string | undefined, Error>();
  let closed = false;

  function row(service: string): Row {
    let found = rows.get(service);
    if (found === undefined) {
      found = {
        instances: new Map(),
        followers: new Set(),
        known: complete,
        settled: false,
        taken: undefined,
        announcing: false,
      };
      rows.set(service, found);
    }
    return found;
  }

  function take(row: Row): readonly Instance[] {
    row.taken ??= row.instances.size === 0 ? EMPTY : Object.freeze([...row.instances.values()]);
    return row.taken;
  }

  function troubleWith(service: string): Error | undefined {
    return troubles.get(service) ?? troubles.get(undefined);
  }

  function changed(row: Row): void {
    row.taken = undefined;
    row.known = true;
    announce(row);
  }

  function announce(row: Row): void {
    if (row.announcing) return;
    row.announcing = true;
    queueMicrotask(() => {
      row.announcing = false;
      for (const follower of row.followers) follower.changed();
    });
  }

  function assertOpen(): void {
    if (closed) throw new Error("The registry is closed");
  }

  function dropIfUnused(service: string, row: Row): void {
    const isUsed = row.instances.size > 0 || row.followers.size > 0 || row.settled;
    if (!isUsed) rows.delete(service);
  }

  function open(service: string, { signal }: CallOptions = {}): Follower<Snapshot> {
    const followed = row(service);
    const follower = follow({
      latest() {
        const trouble = troubleWith(service);
        const instances = take(followed);
        return trouble === undefined ? { instances } : { instances, trouble };
      },
      ready: followed.known || troubleWith(service) !== undefined,
      followers: followed.followers,
      onEnd: () => dropIfUnused(service, followed),
      signal,
    });
    if (closed) follower.end();
    return follower;
  }

  function get(service: string): readonly Instance[] | undefined {
    const found = rows.get(service);
    if (found === undefined) return complete ? EMPTY : undefined;
    return found.known ? take(found) : undefined;
  }

  return {
    get,
    services() {
      assertOpen();
      const names: string[] = [];
      for (const [name, { instances }] of rows) if (instances.size > 0) names.push(name);
      return names.sort();
    },
    put(instance) {
      const { service, id } = instance;
      const target = row(service);
      const before = target.instances.get(id);
      if (before !== undefined && sameInstance(before, instance)) return;
      target.instances.set(id, instance);
      changed(target);
    },
    remove(service, id) {
      const target = rows.get(service);
      if (target === undefined || !target.instances.delete(id)) return;
      changed(target);
      dropIfUnused(service, target);
    },
    replace(service, instances) {
      const target = row(service);
      const next = new Map(Array.from(instances, (instance) => [instance.id, instance]));
      const same =
        next.size === target.instances.size &&
        next.values().every((instance) => {
          const before = target.instances.get(instance.id);
          return before !== undefined && sameInstance(before, instance);
        });
      if (!same) {
        target.instances.clear();
        for (const [id, instance] of next) target.instances.set(id, instance);
      }
      target.settled = !complete;
      if (!same || !target.known) changed(target);
      dropIfUnused(service, target);
    },
    settle(service) {
      const target = row(service);
      target.settled = true;
      if (!target.known) changed(target);
    },
    setTrouble(trouble, service) {
      if (trouble?.message === troubles.get(service)?.message) return;
      if (trouble === undefined) troubles.delete(service);
      else troubles.set(service, trouble);
      for (const [name, row] of rows) {
        if (service === undefined || name === service) announce(row);
      }
    },
    async first(service, options) {
      options?.signal?.throwIfAborted();
      assertOpen();
      const known = get(service);
      if (known !== undefined) return known;
      await using follower = open(service, options);
      // A trouble is no answer: the set may be known in a moment.
      for await (const _snapshot of follower) {
        const instances = get(service);
        if (instances !== undefined) return instances;
      }
      throw new Error("The registry is closed");
    },
    watch: (service, options) => ({
      [Symbol.asyncIterator]: () => open(service, options),
    }),
    close() {
      closed = true;
      for (const { followers } of rows.values()) for (const each of followers) each.end();
      rows.clear();
    },
  };
}

function sameInstance(a: Instance, b: Instance): boolean {
  if (a === b) return true;
  if (a.address !== b.address || a.version !== b.version) return false;
  const keys = Object.keys(a.metadata);
  return (
    keys.length === Object.keys(b.metadata).length &&
    keys.every((key) => a.metadata[key] === b.metadata[key])
  );
}
