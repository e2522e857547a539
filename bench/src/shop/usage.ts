import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";

/** The processes that a shop runs as, and their memory. */
export interface Memory {
  readonly processes: number;
  /**
   * In bytes. PSS counts a page that n processes share as 1/n in each (proc(5), smaps). The pages of
   * our own program, Node, count as shared among the shop alone, not with the process that asks.
   */
  readonly pss: number;
}

/** Returns the processes that were given this SHOP and still run. Linux only. */
export async function processesOf(shop: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return environ.split("\0").includes(`SHOP=${shop}`) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Returns what a shop has in memory now. */
export async function memoryOf(shop: string): Promise<Memory> {
  const pids = await processesOf(shop);
  let pss = 0;
  const node: number[] = [];
  for (const pid of pids) {
    const smaps = await readFile(`/proc/${pid}/smaps`, "utf8").catch(() => "");
    let ofNode = 0;
    for (const mapping of smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
      const bytes = (name: string) =>
        1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(mapping)?.[1] ?? 0);
      const [head = ""] = mapping.split("\n", 1);
      if (head.endsWith(process.execPath) && bytes("Anonymous") === 0) ofNode += bytes("Rss");
      else pss += bytes("Pss");
    }
    if (ofNode > 0) node.push(ofNode);
  }
  return { processes: pids.length, pss: pss + Math.max(0, ...node) };
}

/** Returns the CPU that a shop has used, in milliseconds, by the folder that its processes run in. */
export async function cpuMsOf(shop: string): Promise<Map<string, number>> {
  const used = new Map<string, number>();
  for (const pid of await processesOf(shop)) {
    const folder = basename(await readlink(`/proc/${pid}/cwd`).catch(() => ""));
    used.set(folder, (used.get(folder) ?? 0) + (await cpuMs(pid)));
  }
  return used;
}

/** Returns the time that the threads of a process have run (Documentation/scheduler/sched-stats). */
async function cpuMs(pid: number): Promise<number> {
  let sum = 0;
  for (const task of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const stat = await readFile(`/proc/${pid}/task/${task}/schedstat`, "utf8").catch(() => "0");
    sum += Number(stat.split(" ", 1)[0]) / 1e6;
  }
  return sum;
}
