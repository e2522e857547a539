import { checkInstance } from "./check-instance.ts";
import { registryEvents } from "./events/registry-events.ts";
import type { InstanceTable } from "./instance-table.ts";
import type { Instance, Registration, Registry } from "./registry.ts";

/** What is not the same in all registries that answer from a table. */
export interface TableRegistryOptions {
  readonly name: string;
  readonly table: InstanceTable;
  /** Announces a checked instance until the result is disposed, which happens once. */
  announce(instance: Instance, signal?: AbortSignal): Promise<Registration>;
  /** Releases what it holds, after the table is closed and every instance is withdrawn. */
  close?(): PromiseLike<void>;
}

/** Returns a registry that answers from a table, and withdraws its instances when it is disposed. */
export function createTableRegistry({
  name,
  table,
  announce,
  close,
}: TableRegistryOptions): Registry {
  const registrations = new Set<Registration>();
  let closed: Promise<void> | undefined;

  function publish(type: "registered" | "withdrawn", instance: Instance): void {
    registryEvents.publish(() => ({ type, registry: name, instances: [instance] }));
  }

  async function dispose(): Promise<void> {
    table.close();
    await Promise.all(registrations.values().map((each) => each[Symbol.asyncDispose]()));
    await close?.();
  }

  return {
    name,
    async register(wanted, { signal } = {}) {
      signal?.throwIfAborted();
      table.assertOpen();
      checkInstance(wanted);
      const announced = await announce(wanted, signal);
      const registration: Registration = {
        get instance() {
          return announced.instance;
        },
        async [Symbol.asyncDispose]() {
          if (!registrations.delete(registration)) return;
          publish("withdrawn", announced.instance);
          await announced[Symbol.asyncDispose]();
        },
      };
      publish("registered", announced.instance);
      registrations.add(registration);
      if (closed !== undefined) await registration[Symbol.asyncDispose]();
      table.assertOpen();
      return registration;
    },
    getService: table.getService,
    listServices: table.listServices,
    watch: table.watch,
    reconfirm() {},
    async [Symbol.asyncDispose]() {
      closed ??= dispose();
      await closed;
    },
  };
}
