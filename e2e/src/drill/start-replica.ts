import { setTimeout as wait } from "node:timers/promises";
import { spawnService } from "../spawn-service.ts";

/** One process of a service. */
export interface Replica {
  readonly service: string;
  /** The id that it is registered under. */
  readonly instance: string;
  /** Returns the end of what it has logged. */
  output(): string;
  /** Drains it, and rejects unless it exits with 0. */
  stop(): Promise<void>;
  /** Ends it at once, as a lack of memory would. */
  kill(): Promise<void>;
}

export interface ReplicaOptions {
  readonly env: Record<string, string>;
  /** Whether its bundle runs, which `npm run build` has made and which starts faster. */
  readonly bundled?: boolean | undefined;
  /** Kills it when it aborts, also while it starts. */
  readonly signal: AbortSignal;
}

/**
 * Starts a process of a service on a port of its own. `ready` resolves once it is SERVING,
 * and rejects with what it wrote where it ends before; `exited` resolves with its exit code
 * or signal.
 */
export function startReplica(service: string, options: ReplicaOptions) {
  const { env, bundled = false, signal } = options;
  const child = spawnService(service, { env: { LOG_FORMAT: "json", ...env }, bundled, signal });
  // Which says no more than that the signal aborted; "exit" follows.
  child.on("error", () => {});
  let output = "";
  const registered = Promise.withResolvers<{ instance: string; address: string }>();
  const read = (chunk: Buffer) => {
    output = (output + chunk).slice(-100_000);
    const [, instance, address] = / Registering node: (\S+) at ([^\s"]+)[\s"]/.exec(output) ?? [];
    if (instance && address) registered.resolve({ instance, address });
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const exited = new Promise<number | string | null>((resolve) => {
    child.once("exit", (code, killedBy) => resolve(code ?? killedBy));
  });
  void exited.then((how) => {
    registered.reject(new Error(`${service} ended with ${how} before it was ready: ${output}`));
  });

  async function stop(): Promise<void> {
    child.kill("SIGTERM");
    const how = await exited;
    if (how !== 0) throw new Error(`${service} ended with ${how} when it was stopped: ${output}`);
  }

  async function kill(): Promise<void> {
    child.kill("SIGKILL");
    await exited;
  }

  async function untilReady(): Promise<Replica> {
    const { instance, address } = await registered.promise;
    await serving(address);
    return { service, instance, output: () => output, stop, kill };
  }

  return { ready: untilReady(), exited };
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
