import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { RegistryEventType } from "./events/registry-event.ts";
import { registryEvents } from "./events/registry-events.ts";
import { type Follower, follow } from "./follow.ts";
import type { CallOptions, Instance, Registry, Snapshot } from "./registry.ts";

/**
 * The instances that a registry knows, by service, and the watches of them. Every registry here
 * has one, so look-ups and watches behave alike in all of them.
 */
export interface InstanceTable extends Pick<Registry, "getService" | "listServices" | "watch"> {
  /** Adds an instance, or replaces the one with the same service and id. */
  put(instance: Instance): void;
  /** The reason is for those who listen to the events of registries. */
  remove(service: string, id: string, reason?: string): void;
  /** Makes these all the instances of a service. */
  replace(service: string, instances: readonly Instance[]): void;
  /** Makes these all the instances, by service. */
  replaceAll(services: ReadonlyMap<string, readonly Instance[]>): void;
  /** Sets or ends the trouble with a service, or with all services where none is named. */
  setTrouble(trouble: Error | undefined, service?: string): void;
  /** Returns the instance that has the id. */
  find(id: string): Instance | undefined;
  /** Throws an Error when the table is closed. */
  assertOpen(): void;
  /** Ends every watch. */
  close(): void;
}

/** Begins to look for a service, and resolves when all its instances are in the table. Never rejects. */
export type Search = (service: string) => Promise<void>;

export interface InstanceTableOptions {
  /** The kind of registry whose events tell of each change; without one, none do. */
  readonly registry?: string;
}

/** A search that has found nothing by then counts as ended; see `Registry.getService`. */
const SEARCH_MS = 250;
const CLOSED = "The registry is closed";

interface Row {
  readonly instances: Map<string, Instance>;
  readonly followers: Set<Follower<Snapshot>>;
  /** Whether somebody in this process has asked for the service: then its row is kept. */
  asked: boolean;
  /** Whether the search has ended: then the service is known, even if it has no instance. */
  searched: boolean;
  /** The instances as an array; undefined since they changed. */
  taken: readonly Instance[] | undefined;
}

/**
 * Opens an empty table. It begins a search once for each service that somebody asks for; without
 * a search, the table holds all instances from the start. An array is made when somebody reads it,
 * so many changes at once cost one.
 */
export function createInstanceTable(
  search?: Search,
  { registry }: InstanceTableOptions = {},
): InstanceTable {
  const rows = new Map<string, Row>();
  const troubles = new Map<string | undefined, Error>();
  let closed = false;

  function assertOpen(): void {
    if (closed) throw new Error(CLOSED);
  }

  function rowOf(service: string): Row {
    const row = rows.get(service) ?? {
      instances: new Map(),
      followers: new Set(),
      asked: false,
      searched: search === undefined,
      taken: undefined,
    };
    rows.set(service, row);
    return row;
  }

  function ask(service: string): Row {
    const row = rowOf(service);
    if (row.asked || closed) return row;
    row.asked = true;
    if (search !== undefined) {
      const limit = pause(SEARCH_MS, undefined, { ref: false });
      Promise.race([search(service), limit]).then(() => settle(row));
    }
    return row;
  }

  function isKnown({ searched, instances }: Row): boolean {
    return searched || instances.size > 0;
  }

  function settle(row: Row): void {
    const isNews = !isKnown(row);
    row.searched = true;
    if (isNews) tell(row);
  }

  function take(row: Row): readonly Instance[] {
    row.taken ??= Object.freeze([...row.instances.values()]);
    return row.taken;
  }

  function tell({ followers }: Row): void {
    for (const follower of followers) follower.changed();
  }

  function troubleWith(service: string): Error | undefined {
    return troubles.get(service) ?? troubles.get(undefined);
  }

  function watch(service: string, { signal }: CallOptions = {}): Follower<Snapshot> {
    const row = ask(service);
    const follower = follow({
      latest() {
        const trouble = troubleWith(service);
        return { instances: take(row), ...(trouble && { trouble }) };
      },
      ready: isKnown(row) || troubleWith(service) !== undefined,
      followers: row.followers,
      signal,
    });
    if (closed) follower.end();
    return follower;
  }

  function publish(type: RegistryEventType, instances: readonly Instance[], reason?: string): void {
    if (registry === undefined) return;
    const why = reason !== undefined && { reason };
    registryEvents.publish(() => ({ type, registry, instances, ...why }));
  }

  function put(instance: Instance): void {
    const { service, id } = instance;
    const row = rowOf(service);
    const before = row.instances.get(id);
    if (isDeepStrictEqual(before, instance)) return;
    row.instances.set(id, instance);
    row.taken = undefined;
    publish(before === undefined ? "found" : "changed", [instance]);
    tell(row);
  }

  function remove(service: string, id: string, reason?: string): void {
    const row = rows.get(service);
    const instance = row?.instances.get(id);
    if (row === undefined || instance === undefined) return;
    row.instances.delete(id);
    row.taken = undefined;
    publish("gone", [instance], reason);
    tell(row);
    // Strangers may announce one name after another: the table must not grow.
    if (row.instances.size === 0 && !row.asked) rows.delete(service);
  }

  function replace(service: string, instances: readonly Instance[]): void {
    const row = rowOf(service);
    const ids = new Set(instances.map(({ id }) => id));
    for (const instance of instances) put(instance);
    for (const id of row.instances.keys()) if (!ids.has(id)) remove(service, id);
    settle(row);
  }

  return {
    async getService(service, options) {
      options?.signal?.throwIfAborted();
      assertOpen();
      const row = ask(service);
      if (isKnown(row)) return take(row);
      // A snapshot may carry a trouble only, before anything is known.
      for await (const _snapshot of watch(service, options)) {
        if (isKnown(row)) return take(row);
      }
      throw new Error(CLOSED);
    },
    async listServices(options) {
      options?.signal?.throwIfAborted();
      assertOpen();
      const filled = rows.entries().filter(([, { instances }]) => instances.size > 0);
      return [...filled.map(([service]) => service)].sort();
    },
    watch: (service, options) => ({
      [Symbol.asyncIterator]: () => watch(service, options),
    }),
    put,
    remove,
    replace,
    replaceAll(services) {
      for (const service of rows.keys()) if (!services.has(service)) replace(service, []);
      for (const [service, instances] of services) replace(service, instances);
    },
    setTrouble(trouble, service) {
      if (trouble?.message === troubles.get(service)?.message) return;
      if (trouble === undefined) troubles.delete(service);
      else troubles.set(service, trouble);
      publish(trouble === undefined ? "recovered" : "trouble", [], trouble?.message);
      for (const [name, row] of rows) {
        if (service === undefined || name === service) tell(row);
      }
    },
    find(id) {
      return rows
        .values()
        .map(({ instances }) => instances.get(id))
        .find((instance) => instance !== undefined);
    },
    assertOpen,
    close() {
      closed = true;
      for (const { followers } of rows.values()) for (const each of followers) each.end();
      rows.clear();
    },
  };
}
