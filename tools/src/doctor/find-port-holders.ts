import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import type { PortHolders } from "./report.ts";

/** 5353, as /proc writes a port. */
const PORT = "14E9";

/** Finds the processes that have UDP port 5353 open; where it cannot, says how to find them. */
export async function findPortHolders(): Promise<PortHolders> {
  if (process.platform === "win32") {
    return { holders: [], hint: "netstat -ano -p udp | findstr :5353" };
  }
  if (process.platform !== "linux") return { holders: [], hint: "lsof -nP -iUDP:5353" };
  const tables = await Promise.all(
    ["/proc/net/udp", "/proc/net/udp6"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  const inodes = new Set(tables.flatMap(inodesIn));
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => socketsOf(pid, inodes)));
  const seen = new Set(found.flat());
  const holders = await Promise.all(
    pids
      .filter((_, index) => found[index]?.length)
      .map(async (pid) => ({ pid: Number(pid), command: await commandOf(pid) })),
  );
  if (seen.size === inodes.size) return { holders };
  return {
    holders: [...holders, { command: "processes of other users" }],
    hint: "sudo ss -lunp sport = 5353",
  };
}

function inodesIn(table: string): string[] {
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local]) => local?.endsWith(`:${PORT}`))
    .flatMap((fields) => fields[9] ?? []);
}

/** Returns which of the sockets a process has open: none for a process of another user. */
async function socketsOf(pid: string, inodes: ReadonlySet<string>): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    files.map((file) => readlink(`${folder}/${file}`).catch(() => "")),
  );
  return targets.flatMap((target) => {
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    return inode !== undefined && inodes.has(inode) ? [inode] : [];
  });
}

/** Returns the command of a process; of a service of the shop, its name. */
async function commandOf(pid: string): Promise<string> {
  const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  // Without options: a test of Node's has dozens, and what "npm run dev" starts an --import.
  const [program = "", ...rest] = words;
  const isNamed = (word: string, index: number) =>
    !word.startsWith("-") && rest[index - 1] !== "--import";
  const named = [basename(program), ...rest.filter(isNamed)].join(" ").trim();
  const [, service] = /\bservices\/(\w+)\/src\/main\.ts$/.exec(named) ?? [];
  return service ?? (named || "(ended)");
}
