import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process that announces itself when it is told to. */
export interface BenchProcess extends AsyncDisposable {
  readonly pid: number;
  /** Makes it announce itself; resolves to when it began to, in milliseconds since the epoch. */
  announce(): Promise<number>;
  /** Kills it without a goodbye. */
  kill(): Promise<void>;
}

/** Starts a process that is the first service, and watches the others. */
export async function startProcess(shopName: string, ...services: string[]): Promise<BenchProcess> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "process.ts"), shopName, ...services],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  return {
    pid: child.pid ?? 0,
    async announce() {
      child.stdin.write("\n");
      return Number((await lines.next()).value);
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
