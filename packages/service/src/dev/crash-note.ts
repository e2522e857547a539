import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns why a service crashed, undefined when it did not or has started since. `dataFolder` is
 * the shop's. Only development runs keep such notes.
 */
export function crashReason(dataFolder: string, service: string): string | undefined {
  try {
    return readFileSync(notePath(dataFolder, service), "utf8");
  } catch {
    return undefined;
  }
}

/** Keeps the reason of a crash until the service has started again. */
export function keepCrashReason(dataFolder: string, service: string, reason: string): void {
  mkdirSync(join(dataFolder, "crashes"), { recursive: true });
  writeFileSync(notePath(dataFolder, service), reason);
}

/** Forgets the reason of a crash. */
export function forgetCrashReason(dataFolder: string, service: string): void {
  rmSync(notePath(dataFolder, service), { force: true });
}

function notePath(dataFolder: string, service: string): string {
  return join(dataFolder, "crashes", `${service}.txt`);
}
