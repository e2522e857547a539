import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpawnServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Kills the process when it aborts. */
  readonly signal?: AbortSignal;
}

/** Starts a process of a service, found by mDNS on a port of its own; what it writes is piped. */
export function spawnService(service: string, { env, signal }: SpawnServiceOptions) {
  return spawn(process.execPath, ["src/main.ts"], {
    cwd: join(import.meta.dirname, "../../services", service),
    env: {
      PATH: process.env.PATH,
      // A file is stripped of its types once, not by each of many processes.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "node-compile-cache"),
      REGISTRY: "mdns",
      PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal, killSignal: "SIGKILL" }),
  });
}
