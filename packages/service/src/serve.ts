import { collectGarbage } from "./collect-garbage.ts";
import type { ServiceDefinition } from "./definition.ts";
import { runUntilStopped } from "./run-until-stopped.ts";
import { startService } from "./start-service.ts";
import { startTogether } from "./start-together.ts";

/**
 * Serves one service in this process until SIGINT or SIGTERM, then drains it and exits with 0.
 * It reads the environment of the process. When the service cannot start, the process ends with
 * one line on standard error and exit code 1.
 */
export function serve(definition: ServiceDefinition): Promise<never> {
  return runUntilStopped(definition.name, () => started(startService(definition, { env })));
}

/** Serves many services in this process, like `serve`; see `startTogether`. */
export function serveTogether(
  definitions: readonly ServiceDefinition[],
  options: { readonly expose: boolean },
): Promise<never> {
  return runUntilStopped("the shop", () =>
    started(startTogether(definitions, { env, ...options })),
  );
}

// biome-ignore lint/style/noProcessEnv: the one place where the environment is read
const env = process.env;

async function started<T>(start: Promise<T>): Promise<T> {
  const running = await start;
  // In development somebody waits for the first page.
  if (env.NODE_ENV === "production") collectGarbage();
  return running;
}
