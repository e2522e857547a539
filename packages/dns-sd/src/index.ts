export type { Sink } from "./browse-results.ts";
export { createDnsSd, type DnsSd, type DnsSdOptions } from "./dns-sd.ts";
export { isAnyAddress, isLoopback } from "./link-addresses.ts";
export { rename } from "./rename.ts";
export type { Advertisement } from "./responder.ts";
export type { LocalService, Service } from "./service.ts";
export type { Says, Signer } from "./signer.ts";
