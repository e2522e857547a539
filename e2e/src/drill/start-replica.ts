import { spawn } from "node:child_process";
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

export interface ReplicaOptions {
  readonly env: Record<string, string>;
  /** Kills it when it aborts, also while it starts. */
  readonly signal: AbortSignal;
}

/**
 * Starts a process of a service on a port of its own. `ready` resolves once it is SERVING,
 * and rejects with what it wrote where it ends before; `exited` resolves with its exit code
 * or signal.
 */
export function startReplica(service: string, { env, signal }: ReplicaOptions) {
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
    signal,
    killSignal: "SIGKILL",
  });
  // Which says no more than that the signal aborted; "exit" follows.
  child.on("error", () => {});
  let output = "";
  const registered = Promise.withResolvers<string>();
  const read = (chunk: Buffer) => {
    output = (output + chunk).slice(-100_000);
    const address = / Registering node: \S+ at ([^\s"]+)/.exec(output)?.[1];
    if (address) registered.resolve(address);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const exited = new Promise<number | string | null>((resolve) => {
    child.once("exit", (code, killedBy) => resolve(code ?? killedBy));
  });
  void exited.then((how) => {
    registered.reject(new Error(`${service} ended with ${how} before it was ready: ${output}`));
  });

  const replica: Replica = {
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
  const ready = registered.promise.then(serving).then(() => replica);
  return { ready, exited };
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
