import { readFileSync } from "node:fs";

/**
 * Returns what tells the life of a process from that of another that had its pid before or
 * will have it after, and undefined when no process has the pid. That is its start time on
 * Linux (proc_pid_stat(5), field 22); elsewhere all lives look the same.
 */
export function lifeOf(pid: number): string | undefined {
  if (process.platform !== "linux") return isAlive(pid) ? "alive" : undefined;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is a name in parentheses that may hold spaces and parentheses itself.
  const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie waits for its parent to read its exit code: it will not answer a call again.
  return "ZX".includes(state) ? undefined : rest[18];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
