import { isAnyAddress, type Link } from "@hipstershop/dns-sd";
import type { Instance } from "../registry.ts";
import { splitAddress } from "../split-address.ts";
import type { Signer } from "./signature.ts";
import { type InstanceRecords, toRecords } from "./to-records.ts";

/** Makes the records of this process's instances, for each link its own. */
export interface Announcements {
  /** What announces an instance on a link. */
  is(instance: Instance, link: Link): InstanceRecords;
  /** What takes that back. */
  goes(instance: Instance, link: Link): InstanceRecords;
}

export interface AnnouncementsOptions {
  readonly shop: string;
  /** Where servers listen. At every address: then each link is told its own. */
  readonly host: string;
  readonly signer?: Signer | undefined;
}

/** Marks are made anew long before they are too old. */
const FRESH_MS = 60_000;

/**
 * Opens a source of records. They are kept: an instance is compared with every message that
 * is heard.
 */
export function createAnnouncements({ shop, host, signer }: AnnouncementsOptions): Announcements {
  const isAnywhere = isAnyAddress(host);
  const kept = new WeakMap<Instance, Map<string, { atMs: number; records: InstanceRecords }>>();

  function at(instance: Instance, link: Link): Instance {
    if (!isAnywhere) return instance;
    const { port } = splitAddress(instance.address);
    return { ...instance, address: `${link.address}:${port}` };
  }

  return {
    is(instance, link) {
      let byAddress = kept.get(instance);
      if (byAddress === undefined) {
        byAddress = new Map();
        kept.set(instance, byAddress);
      }
      const found = byAddress.get(link.address);
      // The clock that marks are made by: the monotonic one stands still while a laptop sleeps.
      const nowMs = Date.now();
      const isFresh = found !== undefined && Math.abs(nowMs - found.atMs) < FRESH_MS;
      if (found && (signer === undefined || isFresh)) return found.records;
      const there = at(instance, link);
      const text = signer?.sign(there, shop, "is") ?? [];
      const records = toRecords(there, { shop, text });
      byAddress.set(link.address, { atMs: nowMs, records });
      return records;
    },
    goes(instance, link) {
      const there = at(instance, link);
      const text = signer?.sign(there, shop, "goes") ?? [];
      return toRecords(there, { shop, text, ttl: 0 });
    },
  };
}
