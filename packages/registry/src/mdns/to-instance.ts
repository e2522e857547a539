import type { Service } from "@hipstershop/dns-sd";
import { isServiceName } from "../check-instance.ts";
import { joinAddress } from "../join-address.ts";
import { printable } from "../printable.ts";
import type { Instance } from "../registry.ts";

/** An instance, and what only its announcement says. */
export interface Announced {
  readonly instance: Instance;
  readonly shop: string;
}

/** The keys of a TXT record that are not metadata. */
const OURS = new Set(["shop", "service", "version", "time", "signature"]);

/**
 * Returns the instance that a service on the network is; undefined where it names no shop or
 * service, or has a name that no instance may have. The inverse of `toService`.
 */
export function toInstance({ name, address, port, txt }: Service): Announced | undefined {
  const shop = txt.get("shop");
  const service = txt.get("service");
  if (shop === undefined || service === undefined) return undefined;
  if (name !== printable(name) || !isServiceName(service)) return undefined;
  return {
    shop,
    instance: {
      id: name,
      service,
      address: joinAddress(address, port),
      // It ends up on terminals and pages.
      version: printable(txt.get("version") ?? ""),
      metadata: Object.fromEntries(
        txt
          .entries()
          .filter(([key]) => !OURS.has(key))
          .map((entry) => entry.map(printable)),
      ),
    },
  };
}
