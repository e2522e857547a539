import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const root = join(import.meta.dirname, "../../..");

/** One process of a service. */
export interface Replica {
  readonly service: string;
  /** Drains it, and rejects unless it exits with 0. */
  stop(): Promise<void>;
  /** Ends it at once, as a lack of memory would. */
  kill(): Promise<void>;
}

/**
 * Starts a process of a service on a port of its own and resolves once it is SERVING.
 * Rejects with what it wrote where it ends before.
 */
export async function startReplica(service: string, env: Record<string, string>): Promise<Replica> {
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: join(root, "services", service),
    env: {
      PATH: process.env.PATH,
      // A file is stripped of its types once, not by each of many processes.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "node-compile-cache"),
      PORT: "0",
      LOG_FORMAT: "json",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const registered = Promise.withResolvers<string>();
  const read = (chunk: Buffer) => {
    output = (output + chunk).slice(-100_000);
    const address = / Registering node: \S+ at ([^\s"]+)/.exec(output)?.[1];
    if (address) registered.resolve(address);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const exited = once(child, "exit").then(([code, signal]) => code ?? signal);
  void exited.then((how) => {
    registered.reject(new Error(`${service} ended with ${how} before it was ready: ${output}`));
  });

  await serving(await registered.promise);
  return {
    service,
    async stop() {
      child.kill("SIGTERM");
      const how = await exited;
      if (how !== 0) throw new Error(`${service} ended with ${how} when it was stopped: ${output}`);
    },
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Waits for what the readiness probe of a cluster waits for. */
async function serving(address: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://${address}/grpc.health.v1.Health/Check`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: "{}",
    });
    const { status } = (await answer.json()) as { status?: string };
    if (status === "SERVING") return;
    await wait(10);
  }
}
