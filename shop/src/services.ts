import type { ServiceDefinition } from "@hipstershop/service";
import { OBSERVER, serviceNames } from "./service-names.ts";

/** Every service of the shop. A service exports its definition under its own name. */
export const services: readonly ServiceDefinition[] = await Promise.all(serviceNames.map(load));

/** Returns the service that shows the others at work. */
export const loadObserver = (): Promise<ServiceDefinition> => load(OBSERVER);

async function load(name: string): Promise<ServiceDefinition> {
  return (await import(name))[name];
}
