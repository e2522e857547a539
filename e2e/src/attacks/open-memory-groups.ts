import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Counts what processes take as the limit of a pod does: each service has a control group of its own. */
export interface MemoryGroups extends AsyncDisposable {
  /** Counts what a process takes from now on as its service's. */
  add(service: string, pid: number): void;
  /**
   * What each service takes, in bytes: its memory, the kernel's for it, and the buffers of its
   * sockets, without files, which are read again when memory is short.
   */
  read(): ReadonlyMap<string, number>;
}

/** The first version of control groups has a folder for memory alone. */
const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";

/**
 * Makes groups as services are added. It wants Linux and root. Disposing removes them, and waits at most
 * 10 s until their processes are gone. The second version of control groups has not been tried.
 */
export function openMemoryGroups(): MemoryGroups {
  const first = existsSync(join(V1, "memory.usage_in_bytes"));
  const prefix = join(first ? V1 : V2, `hipstershop-${randomBytes(4).toString("hex")}-`);
  const services = new Set<string>();
  const read = (service: string, file: string) =>
    readFileSync(join(prefix + service, file), "utf8");

  function taken(service: string): number {
    const stat = read(service, "memory.stat");
    const files = ["inactive_file", "active_file"].map((name) =>
      Number(new RegExp(`^${name} (\\d+)$`, "m").exec(stat)?.[1]),
    );
    const [inactive = 0, active = 0] = files;
    const usage = first
      ? Number(read(service, "memory.usage_in_bytes")) +
        Number(read(service, "memory.kmem.tcp.usage_in_bytes"))
      : Number(read(service, "memory.current"));
    return usage - inactive - active;
  }

  return {
    add(service, pid) {
      if (!services.has(service)) {
        mkdirSync(prefix + service);
        services.add(service);
        // What sockets take is counted from the moment that it has a limit.
        if (first) writeFileSync(join(prefix + service, "memory.kmem.tcp.limit_in_bytes"), "1T");
      }
      writeFileSync(join(prefix + service, "cgroup.procs"), `${pid}`);
    },
    read: () => new Map([...services].map((service) => [service, taken(service)])),
    async [Symbol.asyncDispose]() {
      const deadlineMs = performance.now() + 10_000;
      for (const service of services) await removeFolder(prefix + service, deadlineMs);
    },
  };
}

/** Removes a group as soon as the last process has left it. */
async function removeFolder(folder: string, deadlineMs: number): Promise<void> {
  for (;;) {
    try {
      return await rmdir(folder);
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await wait(20);
    }
  }
}
