import { readFileSync } from "node:fs";

/**
 * Returns what tells a process from earlier and later ones with its pid: its start time on Linux
 * (proc_pid_stat(5), field 22), the same text for all elsewhere. Undefined when no process has the
 * pid.
 */
export function lifeOf(pid: number): string | undefined {
  if (process.platform !== "linux") return isAlive(pid) ? "alive" : undefined;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The second field is a name in parentheses, which may contain spaces and parentheses.
  const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie has ended, and waits for its parent to read its exit code.
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
