import type { ServiceDefinition } from "./definition.ts";
import { host } from "./host.ts";
import { hostTogether } from "./host-together.ts";
import { runUntilStopped } from "./run-until-stopped.ts";

/**
 * Serves one service in this process until SIGINT or SIGTERM, then drains it and exits with 0.
 * It reads the environment of the process. When the service cannot start, the process ends with
 * one line on standard error and exit code 1.
 */
export function serve(definition: ServiceDefinition): Promise<never> {
  // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
  return runUntilStopped(definition.name, () => host(definition, { env: process.env }));
}

/** Serves many services in this process, like `serve`; see `hostTogether`. */
export function serveTogether(
  definitions: readonly ServiceDefinition[],
  options: { readonly expose: boolean },
): Promise<never> {
  return runUntilStopped("the shop", () =>
    // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
    hostTogether(definitions, { env: process.env, ...options }),
  );
}
