import { isIPv4 } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/**
 * Returns a function that tells whether a host, in the spelling of `hostName`, is our own: a
 * loopback name (RFC 6761 section 6.3) or address, a name or address of this machine, or one of
 * `allowed`. ".shop.test" in `allowed` stands for shop.test and all names below it.
 */
export function createOwnHosts(allowed: readonly string[]): (host: string) => boolean {
  const isAllowed = (host: string) =>
    allowed.some((each) => host === each || (each.startsWith(".") && `.${host}`.endsWith(each)));
  return (host) => isLoopback(host) || isAllowed(host) || isOfMachine(host);
}

/** 0.0.0.0 and [::] lead to the machine itself too. */
function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith("127.") || host === "0.0.0.0";
  return ["localhost", "[::1]", "[::]"].includes(host) || host.endsWith(".localhost");
}

/** Looks each time, because the network and the name of a laptop change. */
function isOfMachine(host: string): boolean {
  const name = hostname().toLowerCase();
  const [short] = name.split(".", 1);
  if (host === name || host === short || host === `${short}.local`) return true;
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.some(({ family, address }) =>
    family === "IPv6" ? host === `[${address}]` : host === address,
  );
}
