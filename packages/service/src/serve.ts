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
  // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
  return runUntilStopped(definition.name, () => startService(definition, { env: process.env }));
}

/** Serves many services in this process, like `serve`; see `startTogether`. */
export function serveTogether(
  definitions: readonly ServiceDefinition[],
  options: { readonly expose: boolean },
): Promise<never> {
  return runUntilStopped("the shop", () =>
    // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
    startTogether(definitions, { env: process.env, ...options }),
  );
}
