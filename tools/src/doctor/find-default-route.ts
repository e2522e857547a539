import { readFile } from "node:fs/promises";
import type { Report } from "./report.ts";

/** How the interfaces of tunnels are named: OpenVPN, WireGuard, PPP, IPsec, Tailscale, ZeroTier. */
const TUNNEL = /^(tun|tap|wg|ppp|ipsec|utun|tailscale|zt|nordlynx|proton)/;

/** Finds the interface of the default route; undefined when the system does not tell. */
export async function findDefaultRoute(
  table = "/proc/net/route",
): Promise<Report["system"]["defaultRoute"]> {
  const text = await readFile(table, "utf8").catch(() => "");
  const routes = text
    .split("\n")
    .map((line) => line.split("\t"))
    // Destination and mask 0; OpenVPN covers the whole with two halves, mask 80.
    .filter(([, to, , , , , , mask]) => to !== undefined && DEFAULTS.has(`${to}/${mask}`))
    .sort(([, , , , , , aMetric, aMask], [, , , , , , bMetric, bMask]) =>
      aMask === bMask ? Number(aMetric) - Number(bMetric) : aMask === HALF ? -1 : 1,
    );
  const name = routes[0]?.[0];
  return name === undefined ? undefined : { interface: name, vpn: TUNNEL.test(name) };
}

const HALF = "00000080";
const DEFAULTS = new Set(["00000000/00000000", `00000000/${HALF}`]);
