import { type FSWatcher, watch } from "node:fs";
import { checkInstance } from "../check-instance.ts";
import type { CallOptions, Registration, Registry } from "../registry.ts";
import { rename } from "../rename.ts";
import { createSyncedTable } from "../synced-table.ts";
import { createInstanceFolder } from "./instance-folder.ts";

export interface DirectoryOptions {
  /** The folder of one shop; made where it is missing. */
  readonly folder: string;
  /** How often the folder is read without an event: after a kill, or on a file system without events. */
  readonly pollMs?: number;
}

/**
 * Opens a registry kept in a local folder, where multicast is impossible: a file for each
 * instance, written whole, removed when it is withdrawn or by whoever finds that its
 * process has ended. A look-up reads the folder, so it is never behind. It serves the
 * processes of one user on one machine.
 */
export function createDirectoryRegistry(options: DirectoryOptions): Registry {
  const { pollMs = 500 } = options;
  const folder = createInstanceFolder(options.folder);
  const table = createSyncedTable();
  const registrations = new Map<string, Registration>();
  let closed = false;
  let polling: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  let reading: Promise<void> = Promise.resolve();
  let nextReading: Promise<void> | undefined;

  /** Makes the table as new as the folder. One reading serves all who ask before it begins. */
  function refresh(): Promise<void> {
    nextReading ??= reading
      .catch(() => {})
      .then(() => {
        nextReading = undefined;
        reading = read();
        return reading;
      });
    return nextReading;
  }

  async function read(): Promise<void> {
    assertOpen();
    // Before all that may fail: whoever waits is to see the folder once there can be one.
    polling ??= setInterval(follow, pollMs);
    await folder.open();
    assertOpen();
    watcher ??= openWatcher(options.folder, follow);
    let instances = await folder.read();
    const there = new Set(instances.map(({ id }) => id));
    const lost = [...registrations.keys()].filter((id) => !there.has(id));
    if (lost.length > 0) {
      // Somebody tidied up: what runs here is still to be found.
      await Promise.all(lost.map(restore));
      instances = await folder.read();
    }
    table.sync(Map.groupBy(instances, ({ service }) => service));
  }

  function assertOpen(): void {
    if (closed) throw new Error("The registry is closed");
  }

  async function restore(id: string): Promise<void> {
    const registration = registrations.get(id);
    if (registration !== undefined) await folder.add(registration.instance);
    if (!registrations.has(id)) await folder.remove(id);
  }

  /** Makes the table as new as the folder for those who watch it. */
  function follow(): void {
    refresh().then(
      () => table.setTrouble(undefined),
      (trouble) => table.setTrouble(trouble),
    );
  }

  async function find(service: string, { signal }: CallOptions = {}) {
    signal?.throwIfAborted();
    await refresh();
    signal?.throwIfAborted();
    return table.get(service) ?? [];
  }

  return {
    name: "directory",
    async register(wanted, { signal } = {}) {
      signal?.throwIfAborted();
      checkInstance(wanted);
      await refresh();
      let instance = wanted;
      while (!(await folder.add(instance))) instance = rename(wanted);
      const registration: Registration = {
        instance,
        async [Symbol.asyncDispose]() {
          if (registrations.delete(instance.id)) await folder.remove(instance.id);
        },
      };
      registrations.set(instance.id, registration);
      if (closed) await registration[Symbol.asyncDispose]();
      assertOpen();
      return registration;
    },
    getService: find,
    async listServices(options) {
      await find("", options);
      return table.services();
    },
    watch(service, options) {
      follow();
      return table.watch(service, options);
    },
    reconfirm() {
      // Reading tells the living from the dead.
      follow();
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(polling);
      watcher?.close();
      table.close();
      await Promise.all(registrations.values().map((each) => each[Symbol.asyncDispose]()));
      await (nextReading ?? reading).catch(() => {});
    },
  };
}

/** Calls at each change of a folder. A system may have no events to give: the poll is enough then. */
function openWatcher(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
