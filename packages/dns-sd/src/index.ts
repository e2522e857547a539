export { rename } from "./announce/rename.ts";
export type { Advertisement } from "./announce/responder.ts";
export type { Loss, Sink } from "./browse/browse-results.ts";
export { createDnsSd, type DnsSd, type DnsSdOptions } from "./dns-sd.ts";
export { isAnyAddress, isLoopback } from "./links/link-addresses.ts";
export type { PacketEvent, PacketTap } from "./packet-event.ts";
export type { LocalService, Service } from "./service.ts";
export type { Says, Signer } from "./signer.ts";
