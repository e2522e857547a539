import { isIP, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/** An interface to speak on. */
export interface LinkAddress {
  /** Its IPv4 address. */
  readonly address: string;
  /** The addresses that are on the link: "192.168.1.7/24". */
  readonly cidr: string;
  /** Changes when the interface is another one, though it has the same address. */
  readonly id: string;
}

/** Whether a server that listens there can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** Whether a server that listens there can be reached at every address of the machine. */
export function isAnyAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/**
 * Returns the interfaces to announce a server on that listens at the host: the loopback
 * interface, the one that has the address, or each that leads out, else loopback again. An
 * interface that is down is not there. Throws a RangeError unless the host is an IP address
 * or "localhost".
 */
export function linkAddresses(
  host: string,
  interfaces = networkInterfaces(),
): readonly LinkAddress[] {
  if (host !== "localhost" && isIP(host) === 0) {
    throw new RangeError(`The host must be an IP address or "localhost", not "${host}"`);
  }
  const all = Object.entries(interfaces).flatMap(([name, addresses = []]) => {
    const usable = addresses.filter(
      ({ family, internal, address }) => family === "IPv4" && (!internal || isLoopback(address)),
    );
    // A group is joined once on each interface, so it has one link: at the host, if it has that.
    const info = usable.find(({ address }) => address === host) ?? usable[0];
    return info === undefined ? [] : [{ name, info }];
  });
  const internal = all.filter(({ info }) => isLoopback(info.address)).slice(0, 1);
  const external = all.filter(({ info }) => !info.internal);
  let chosen = all.filter(({ name }) => interfaces[name]?.some(({ address }) => address === host));
  if (isLoopback(host)) chosen = internal;
  else if (isAnyAddress(host)) chosen = external.length > 0 ? external : internal;
  return chosen.map(({ name, info: { address, cidr, mac } }) => ({
    address,
    cidr: cidr ?? `${address}/32`,
    id: `${name} ${mac} ${cidr}`,
  }));
}
