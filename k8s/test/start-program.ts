import { spawn } from "node:child_process";
import { once } from "node:events";

/** A program that runs until it is disposed. */
export interface Program extends AsyncDisposable {
  /** Says that it has ended, and what it last said, if it has. */
  problem(): string | undefined;
}

/** Starts a program that logs to stderr. */
export function startProgram(command: string, args: readonly string[]): Program {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-4_000);
  });
  return {
    problem: () => (child.exitCode === null ? undefined : `${command} ended: ${said}`),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
