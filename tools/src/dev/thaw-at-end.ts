import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Lets a process go on that is held, by SIGCONT, when it is disposed, or when this process has ended: by
 * kill -9 too. Not on Windows.
 */
export function thawAtEnd(pid: number): Disposable {
  // Its input ends with this process. In a session of its own no Ctrl-C reaches it.
  const guard = spawn("sh", ["-c", 'read -r _; kill -CONT "$0"', `${pid}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  guard.on("error", () => {});
  guard.stdin.on("error", () => {});
  guard.unref();
  (guard.stdin as Socket).unref();
  return { [Symbol.dispose]: () => void guard.stdin.end() };
}
