import type { ServiceDefinition } from "./definition.ts";
import { type Hosted, host } from "./host.ts";
import { type ServeEvent, serveEvents } from "./serve-events.ts";
import { StartError } from "./start-error.ts";

/**
 * Serves one service in this process until SIGINT or SIGTERM, then drains it and exits with
 * 0. A signal that comes again changes nothing. A service that cannot start ends the
 * process with one line on standard error and exit code 1.
 */
export async function serve(definition: ServiceDefinition): Promise<void> {
  const { promise: stop, resolve } = Promise.withResolvers<void>();
  // They stay until the process ends: node --watch passes a signal of the terminal on, so
  // it arrives twice, and the second must not cut the drain short.
  process.on("SIGINT", () => resolve());
  process.on("SIGTERM", () => resolve());

  let hosted: Hosted;
  try {
    // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
    hosted = await host(definition, { env: process.env });
  } catch (error) {
    const reason = error instanceof StartError ? error.message : String(error);
    process.stderr.write(`${definition.name} cannot start: ${reason}\n`);
    tell({ kind: "failed", reason });
    process.exit(1);
  }
  tell({ kind: "registered" });
  await stop;
  await hosted[Symbol.asyncDispose]();
  process.exit(0);
}

function tell(event: ServeEvent): void {
  serveEvents.publish(event);
}
