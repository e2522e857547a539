import type { Link } from "../links/link.ts";
import type { DnsNames } from "../messages/dns-names.ts";
import { type ServiceRecords, toRecords } from "../messages/to-records.ts";
import type { LocalService } from "../service.ts";
import type { Says, Signer } from "../signer.ts";

/** Makes the records of this process's services, for each link its own. */
export interface Announcements {
  /** What announces a service on a link. */
  announcement(service: LocalService, link: Link): ServiceRecords;
  /** What takes that back: the same with a TTL of 0 (RFC 6762 section 10.1). */
  goodbye(service: LocalService, link: Link): ServiceRecords;
}

/** Records are signed anew long before their signature is too old. */
const FRESH_MS = 60_000;

/**
 * Opens a source of records. They are kept: a service is compared with every message that is
 * heard.
 */
export function createAnnouncements(names: DnsNames, signer?: Signer): Announcements {
  const kept = new WeakMap<LocalService, Map<string, { atMs: number; records: ServiceRecords }>>();

  function make(service: LocalService, link: Link, says: Says): ServiceRecords {
    const there = { ...service, address: service.address ?? link.address };
    const txt = new Map([...there.txt, ...(signer?.sign(there, says) ?? [])]);
    return toRecords(names, { ...there, txt }, says === "goodbye" ? { ttl: 0 } : {});
  }

  return {
    announcement(service, link) {
      let byAddress = kept.get(service);
      if (byAddress === undefined) {
        byAddress = new Map();
        kept.set(service, byAddress);
      }
      const found = byAddress.get(link.address);
      // The clock that signatures are made by: the monotonic one stands still in a laptop's sleep.
      const nowMs = Date.now();
      const isFresh = found !== undefined && Math.abs(nowMs - found.atMs) < FRESH_MS;
      if (found && (signer === undefined || isFresh)) return found.records;
      const records = make(service, link, "announcement");
      byAddress.set(link.address, { atMs: nowMs, records });
      return records;
    },
    goodbye: (service, link) => make(service, link, "goodbye"),
  };
}
