import { watch } from "node:fs/promises";
import { rename } from "@hipstershop/dns-sd";
import { createTableRegistry } from "../create-table-registry.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Instance, Registry } from "../registry.ts";
import { createInstanceFolder } from "./instance-folder.ts";

export interface DirectoryOptions {
  /** The folder; made where it is missing. */
  readonly folder: string;
  /** How often the folder is read: no event tells of a killed process. */
  readonly pollMs?: number;
}

/**
 * Opens a registry in a local folder, for a machine without multicast: a file for each instance,
 * removed when it is withdrawn, or by the first reader that finds its process ended. A look-up
 * reads the folder. It serves the processes of one user on one machine.
 */
export function createDirectoryRegistry({
  folder: path,
  pollMs = 500,
}: DirectoryOptions): Registry {
  const folder = createInstanceFolder(path);
  const table = createInstanceTable(follow, { registry: "directory" });
  const own = new Set<Instance>();
  const closing = new AbortController();
  let polling: NodeJS.Timeout | undefined;
  let listening: Promise<void> | undefined;
  let reading: Promise<void> = Promise.resolve();
  let nextReading: Promise<void> | undefined;

  /** Reads the folder into the table. One reading serves all that ask before it begins. */
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
    table.assertOpen();
    // Before what may fail, so that it is tried again.
    polling ??= setInterval(follow, pollMs);
    await folder.open();
    table.assertOpen();
    listening ??= listen();
    // Somebody may have removed the files of instances that run here.
    await Promise.all(own.values().map(folder.add));
    table.replaceAll(Map.groupBy(await folder.read(), ({ service }) => service));
  }

  /** Reads the folder for those that watch, and tells them of a failure. */
  function follow(): Promise<void> {
    return refresh().then(
      () => table.setTrouble(undefined),
      (trouble) => table.setTrouble(trouble),
    );
  }

  /** Reads the folder at each event. Where the system gives none, the poll is enough. */
  async function listen(): Promise<void> {
    try {
      for await (const _change of watch(path, closing)) void follow();
    } catch {}
  }

  const registry = createTableRegistry({
    name: "directory",
    table,
    async announce(wanted) {
      await refresh();
      let instance = wanted;
      while (!(await folder.add(instance))) instance = { ...wanted, id: rename(wanted.id) };
      own.add(instance);
      return {
        instance,
        async [Symbol.asyncDispose]() {
          own.delete(instance);
          // A reading that has begun may write the file again.
          await reading.catch(() => {});
          await folder.remove(instance.id);
        },
      };
    },
    async close() {
      clearInterval(polling);
      closing.abort();
      await Promise.all([listening, nextReading ?? reading]).catch(() => {});
    },
  });
  return {
    ...registry,
    async getService(service, options) {
      options?.signal?.throwIfAborted();
      await refresh();
      return table.getService(service, options);
    },
    async listServices(options) {
      options?.signal?.throwIfAborted();
      await refresh();
      return table.listServices(options);
    },
    // Reading finds the processes that have ended.
    reconfirm: () => void follow(),
  };
}
