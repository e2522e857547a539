import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { joinAddress } from "@hipstershop/registry";

/**
 * Returns the "host:port" by which others reach a bound address, an IPv6 host in brackets. When
 * all addresses are bound, it is the machine's first address that is not loopback, IPv4 before
 * IPv6.
 */
export function announcedAddress({ address, port }: AddressInfo): string {
  const host = ["0.0.0.0", "::"].includes(address) ? (externalAddress() ?? "127.0.0.1") : address;
  return joinAddress(host, port);
}

function externalAddress(): string | undefined {
  const external = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith("fe80:"));
  return (external.find(({ family }) => family === "IPv4") ?? external[0])?.address;
}
