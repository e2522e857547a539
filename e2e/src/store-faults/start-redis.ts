import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "@hipstershop/transport/testing/free-port";

/** A redis-server that keeps everything in memory. */
export interface RedisProcess extends AsyncDisposable {
  readonly port: number;
  /** Freezes and resumes it. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
}

/** Starts a redis-server, which must be on the PATH, by default on a free port of this machine. */
export async function startRedis(options: { readonly port?: number } = {}): Promise<RedisProcess> {
  const port = options.port ?? (await freePort());
  // A replica writes what it gets to a file, and a server reads that file when it starts.
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-redis-"));
  const args = ["--bind", "127.0.0.1", "--port", `${port}`, "--save", "", "--dir", folder];
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  let isReady = false;
  for await (const line of createInterface(child.stdout)) {
    isReady = line.includes("Ready to accept connections");
    if (isReady) break;
  }
  if (!isReady) {
    await rm(folder, { recursive: true });
    throw new Error(`The redis-server at port ${port} ended before it was ready`);
  }
  child.stdout.resume();
  return {
    port,
    signal: (signal) => child.kill(signal),
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
