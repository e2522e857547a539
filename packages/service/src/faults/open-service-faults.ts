import type { OpenFaults } from "@hipstershop/faults";
import { currentCallContext } from "@hipstershop/rpc";
import type { Logger } from "pino";
import type { SharedConfig } from "../settings/settings.ts";
import { flagsFile } from "./flags-file.ts";

export interface ServiceFaultsOptions {
  readonly service: string;
  /** Returns the id of the service's instance, once it is announced. */
  readonly instance: () => string | undefined;
  readonly log: Logger;
}

/**
 * Opens the faults of a service. Undefined in production without FAULTS: then nothing of them is
 * loaded. In development a request may ask for faults of its own, by its baggage.
 */
export async function openServiceFaults(
  shared: SharedConfig,
  options: ServiceFaultsOptions,
): Promise<OpenFaults | undefined> {
  const path = flagsFile(shared);
  if (path === undefined) return undefined;
  const { openFaults } = await import("@hipstershop/faults");
  const isDevelopment = shared.NODE_ENV !== "production";
  const baggage = () => currentCallContext()?.received?.baggage;
  return openFaults({ ...options, path, ...(isDevelopment && { baggage }) });
}
