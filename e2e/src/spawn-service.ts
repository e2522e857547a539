import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SpawnServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Whether its bundle runs, as in its image, which `npm run build` has made. Default false. */
  readonly bundled?: boolean;
  /** Kills the process when it aborts. */
  readonly signal?: AbortSignal;
}

/** Starts a process of a service, found by mDNS on a port of its own; what it writes is piped. */
export function spawnService(service: string, { env, bundled, signal }: SpawnServiceOptions) {
  const program = bundled
    ? ["--max-semi-space-size=8", "--max-old-space-size=160", "dist/main.js"]
    : ["src/main.ts"];
  return spawn(process.execPath, program, {
    cwd: join(import.meta.dirname, "../../services", service),
    env: {
      PATH: process.env.PATH,
      // A file is stripped of its types once, not by each of many processes.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "node-compile-cache"),
      REGISTRY: "mdns",
      PORT: "0",
      ...(bundled && { NODE_ENV: "production" }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal, killSignal: "SIGKILL" }),
  });
}
