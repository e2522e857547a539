import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Counts what processes take as the limit of a pod does: each service has a control group of its own. */
export interface MemoryGroups extends AsyncDisposable {
  /** Counts what a process takes from now on as its service's. */
  add(service: string, pid: number): void;
  /** Counts all that is in the group of a process, as of a container's, as its service's. */
  follow(service: string, pid: number): void;
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
  const root = first ? V1 : V2;
  const prefix = join(root, `hipstershop-${randomBytes(4).toString("hex")}-`);
  const folders = new Map<string, string>();
  const made: string[] = [];

  function count(service: string, folder: string): void {
    folders.set(service, folder);
    // What sockets take is counted from the moment that it has a limit.
    if (first) writeFileSync(join(folder, "memory.kmem.tcp.limit_in_bytes"), "1T");
  }

  function taken(folder: string): number {
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    const stat = read("memory.stat");
    const files = ["inactive_file", "active_file"].map((name) =>
      Number(new RegExp(`^${name} (\\d+)$`, "m").exec(stat)?.[1]),
    );
    const [inactive = 0, active = 0] = files;
    const usage = first
      ? Number(read("memory.usage_in_bytes")) + Number(read("memory.kmem.tcp.usage_in_bytes"))
      : Number(read("memory.current"));
    return usage - inactive - active;
  }

  return {
    add(service, pid) {
      const folder = prefix + service;
      if (!folders.has(service)) {
        mkdirSync(folder);
        made.push(folder);
        count(service, folder);
      }
      writeFileSync(join(folder, "cgroup.procs"), `${pid}`);
    },
    follow(service, pid) {
      const line = first ? /^\d+:memory:(.*)$/m : /^0::(.*)$/m;
      const [, path = ""] = line.exec(readFileSync(`/proc/${pid}/cgroup`, "utf8")) ?? [];
      count(service, join(root, path));
    },
    read: () => new Map([...folders].map(([service, folder]) => [service, taken(folder)])),
    async [Symbol.asyncDispose]() {
      const deadlineMs = performance.now() + 10_000;
      for (const folder of made) await removeFolder(folder, deadlineMs);
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
