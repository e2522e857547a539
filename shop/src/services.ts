import type { ServiceDefinition } from "@hipstershop/service";
import { serviceNames } from "./service-names.ts";

/** Every service of the shop. A service exports its definition under its own name. */
export const services: readonly ServiceDefinition[] = await Promise.all(
  serviceNames.map(async (name) => (await import(name))[name]),
);
