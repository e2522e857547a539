import { isIPv6 } from "node:net";
import { readText, type SrvRecord, type TxtRecord } from "@hipstershop/dns-sd";
import { isServiceName } from "../check-instance.ts";
import { printable } from "../printable.ts";
import type { Instance } from "../registry.ts";
import { idOf } from "./dns-names.ts";

/** An instance, and what only its announcement says. */
export interface Announced {
  readonly instance: Instance;
  readonly shop: string;
}

/** The keys of a TXT record that are not metadata. */
const OURS = new Set(["shop", "service", "version", "time", "signature"]);

/**
 * Returns the instance that records announce; undefined where they name no instance, shop
 * or service, or name them as none may be. The inverse of `toRecords`.
 */
export function toInstance(srv: SrvRecord, txt: TxtRecord, host: string): Announced | undefined {
  const id = idOf(srv.name);
  const text = readText(txt.data);
  const shop = text.get("shop");
  const service = text.get("service");
  if (id === undefined || shop === undefined || service === undefined) return undefined;
  // An instance's name has no control characters (RFC 6763 section 4.1.1).
  if (id !== printable(id) || !isServiceName(service) || srv.data.port === 0) return undefined;
  return {
    shop,
    instance: {
      id,
      service,
      address: `${isIPv6(host) ? `[${host}]` : host}:${srv.data.port}`,
      // It ends up on terminals and pages.
      version: printable(text.get("version") ?? ""),
      metadata: Object.fromEntries(
        text
          .entries()
          .filter(([key]) => !OURS.has(key))
          .map((entry) => entry.map(printable)),
      ),
    },
  };
}
