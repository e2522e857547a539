import { flagsFile, parseSettings } from "@hipstershop/service";
import { byFlags, type LoadSettings, type Steering, steadily } from "./steering.ts";

/**
 * Opens what steers a load: the flags of the shop that the environment names. In production without
 * FAULTS there are none, and nothing of them is loaded.
 */
export async function openSteering(
  env: NodeJS.ProcessEnv,
  fallback: LoadSettings,
): Promise<Steering & AsyncDisposable> {
  const { shared } = await parseSettings({ variables: {} }, env);
  const path = flagsFile(shared);
  if (path === undefined) return { ...steadily(fallback), async [Symbol.asyncDispose]() {} };
  const { openFaults } = await import("@hipstershop/faults");
  // A line in the middle of a terminal's view would break it.
  const say = (level: string, what: object, msg: string) => {
    const entry = { level, time: new Date().toISOString(), service: "loadgenerator", ...what, msg };
    if (!process.stderr.isTTY) process.stderr.write(`${JSON.stringify(entry)}\n`);
  };
  const log = {
    warn: (what: object, message: string) => say("warn", what, message),
    error: (what: object, message: string) => say("error", what, message),
  };
  const faults = await openFaults({ path, service: "loadgenerator", log });
  return {
    ...byFlags(faults, fallback, (message) => log.warn({}, message)),
    [Symbol.asyncDispose]: () => faults[Symbol.asyncDispose](),
  };
}
