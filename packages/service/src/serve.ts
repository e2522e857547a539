import type { ServiceDefinition } from "./definition.ts";

/** Serves one service in this process until it is told to stop. */
export async function serve(_definition: ServiceDefinition): Promise<void> {
  throw new Error("not built yet");
}
