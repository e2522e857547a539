import { openRegistryFromEnv, startService } from "@hipstershop/service";
import { DEV_RUNNER, devRunner } from "./dev-runner.ts";
import type { Supervisor } from "./supervisor.ts";

export interface ServeDevRunnerOptions {
  readonly supervisor: Supervisor;
  /** The names of the services that it may add. */
  readonly services: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Takes each line of its log. */
  readonly print: (service: string, line: string) => void;
  readonly say: (text: string) => void;
}

/**
 * Announces the supervisor to the shop, for the map's buttons. That is for this machine alone: not
 * where HOST or the registry opens the shop to others. It never rejects, because the shop runs
 * without it.
 */
export async function serveDevRunner(options: ServeDevRunnerOptions): Promise<AsyncDisposable> {
  const { supervisor, services, print, say } = options;
  await using opened = new AsyncDisposableStack();
  // It makes no spans: what records them takes memory.
  const env: NodeJS.ProcessEnv = { ...options.env, PORT: "0", OTEL_SDK_DISABLED: "true" };
  try {
    const registry = opened.use(await openRegistryFromEnv(env));
    if (registry.traits?.reach === "machine" && LOOPBACK.test(env.HOST ?? "")) {
      const logTo = { write: (line: string) => print(DEV_RUNNER, line.trimEnd()) };
      opened.use(await startService(devRunner(supervisor, services), { env, registry, logTo }));
    }
  } catch (error) {
    say(`The map cannot start or end processes: ${(error as Error).message}`);
  }
  return opened.move();
}

const LOOPBACK = /^(127\.[\d.]+|::1|localhost)?$/;
