import type { Service } from "@hipstershop/dns-sd";
import { isServiceName, RESERVED_KEYS } from "../check-instance.ts";
import { joinAddress } from "../join-address.ts";
import { printable } from "../printable.ts";
import type { Instance } from "../registry.ts";

/** An instance, and the SHOP in its announcement. */
export interface Announced {
  readonly instance: Instance;
  readonly shopName: string;
}

/**
 * Returns a service on the network as an instance; undefined where its TXT record has no shop or no
 * service, or where no instance may have its name. The inverse of `toService`.
 */
export function toInstance({ name, address, port, txt }: Service): Announced | undefined {
  const shopName = txt.get("shop");
  const service = txt.get("service");
  if (shopName === undefined || service === undefined) return undefined;
  if (name !== printable(name) || !isServiceName(service)) return undefined;
  return {
    shopName,
    instance: {
      id: name,
      service,
      address: joinAddress(address, port),
      // Terminals and pages show it.
      version: printable(txt.get("version") ?? ""),
      metadata: Object.fromEntries(
        txt
          .entries()
          .filter(([key]) => !RESERVED_KEYS.has(key))
          .map((entry) => entry.map(printable)),
      ),
    },
  };
}
