export type { CallOptions, Instance, Registration, Registry } from "./registry.ts";
