import { readFile } from "node:fs/promises";

/**
 * Returns whether a process of this machine has not read yet what came on a connection to its
 * address, "127.0.0.1:41873". Only Linux tells, in `/proc/net/tcp`.
 */
export async function hasUnread(address: string): Promise<boolean> {
  const [ip = "", port] = address.split(":");
  // In hex; the parts of the address in the order in which x86 and ARM keep them.
  const parts = ip.split(".").reverse();
  const local = `${parts.map((part) => hex(part, 2)).join("")}:${hex(port, 4)}`;
  const rows = (await readFile("/proc/net/tcp", "utf8")).split("\n").slice(1);
  return rows.some((row) => {
    const [, from, , state, queues] = row.trim().split(/\s+/);
    return from === local && state === ESTABLISHED && !queues?.endsWith(":00000000");
  });
}

const ESTABLISHED = "01";

function hex(digits: string | undefined, length: number): string {
  return Number(digits).toString(16).toUpperCase().padStart(length, "0");
}
