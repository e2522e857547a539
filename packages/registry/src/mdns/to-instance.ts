import { isIPv6 } from "node:net";
import type { Instance } from "../registry.ts";
import { idOf } from "./dns-names.ts";
import type { SrvRecord, TxtRecord } from "./dns-record.ts";
import { readText } from "./read-text.ts";

/** An instance, and what only its announcement says. */
export interface Announced {
  readonly instance: Instance;
  readonly shop: string;
}

/** The keys of a TXT record that are not metadata. */
const OURS = new Set(["shop", "service", "version", "time", "signature"]);

/**
 * Returns the instance that records announce; undefined where they name no instance, shop
 * or service. The inverse of `toRecords`.
 */
export function toInstance(srv: SrvRecord, txt: TxtRecord, host: string): Announced | undefined {
  const id = idOf(srv.name);
  const text = readText(txt.data);
  const shop = text.get("shop");
  const service = text.get("service");
  if (id === undefined || shop === undefined || !service || srv.data.port === 0) return undefined;
  return {
    shop,
    instance: {
      id,
      service,
      address: `${isIPv6(host) ? `[${host}]` : host}:${srv.data.port}`,
      version: text.get("version") ?? "",
      metadata: Object.fromEntries(text.entries().filter(([key]) => !OURS.has(key))),
    },
  };
}
