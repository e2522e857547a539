import { isIP } from "node:net";

/**
 * Returns the host, without brackets, and the port of an instance's address. Throws a
 * RangeError unless it is `host:port`, an IPv6 host in brackets, a port from 1 to 65535.
 */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const [, ipv6, name, digits] = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address) ?? [];
  const port = Number(digits);
  const host = ipv6 ?? name;
  if (host === undefined || (ipv6 !== undefined && isIP(ipv6) !== 6) || port < 1 || port > 65535) {
    throw new RangeError(
      `An address must be "host:port", an IPv6 host in brackets, not "${address}"`,
    );
  }
  return { host, port };
}
