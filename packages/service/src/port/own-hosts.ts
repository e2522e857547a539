import { isIPv4 } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/**
 * Returns whether a host, spelled as `hostName` spells it, is one of this machine's: a
 * loopback name (RFC 6761 section 6.3) or address, a name or address of the machine, or one
 * that is allowed besides. One that is allowed with a dot before it stands for the names below
 * it too.
 */
export function createOwnHosts(allowed: readonly string[]): (host: string) => boolean {
  const isAllowed = (host: string) =>
    allowed.some((each) => host === each || (each.startsWith(".") && `.${host}`.endsWith(each)));
  return (host) => isLoopback(host) || isAllowed(host) || isOfMachine(host);
}

/** The addresses that stand for none in particular lead to the machine itself. */
function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith("127.") || host === "0.0.0.0";
  return ["localhost", "[::1]", "[::]"].includes(host) || host.endsWith(".localhost");
}

/** Asked anew each time, for a laptop's network and name change. */
function isOfMachine(host: string): boolean {
  const name = hostname().toLowerCase();
  const [short] = name.split(".", 1);
  if (host === name || host === short || host === `${short}.local`) return true;
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.some(({ family, address }) =>
    family === "IPv6" ? host === `[${address}]` : host === address,
  );
}
