import { isAnyAddress, type LocalService } from "@hipstershop/dns-sd";
import type { Instance } from "../registry.ts";
import { splitAddress } from "../split-address.ts";

export interface ToServiceOptions {
  readonly shopName: string;
  /** Where servers listen. If at every address, each interface is told its own. */
  readonly host: string;
}

/** Returns an instance, whose host is an IP address, as the service to announce. */
export function toService(
  { id, service, address, version, metadata }: Instance,
  { shopName, host: listening }: ToServiceOptions,
): LocalService {
  const { host, port } = splitAddress(address);
  return {
    name: id,
    subtypes: [service],
    address: isAnyAddress(listening) ? undefined : host,
    port,
    txt: new Map([
      ["shop", shopName],
      ["service", service],
      ["version", version],
      ...Object.entries(metadata),
    ]),
  };
}
