import type { Link } from "../links/link.ts";
import type { DnsNames } from "../messages/dns-names.ts";
import { type ServiceRecords, toRecords } from "../messages/to-records.ts";
import type { LocalService } from "../service.ts";
import type { Says, Signer } from "../signer.ts";

/**
 * Returns the records of a service of this process on a link: what announces it, or what takes it
 * back, with a TTL of 0 (RFC 6762 section 10.1).
 */
export type Announcements = (service: LocalService, link: Link, says?: Says) => ServiceRecords;

/** Records are signed anew long before their signature is too old. */
const FRESH_MS = 60_000;

/**
 * Opens a source of records. It keeps those that announce, because each message that is heard is
 * compared with them.
 */
export function createAnnouncements(names: DnsNames, signer?: Signer): Announcements {
  const kept = new WeakMap<LocalService, Map<string, { atMs: number; records: ServiceRecords }>>();

  function make(service: LocalService, link: Link, says: Says): ServiceRecords {
    const there = { ...service, address: service.address ?? link.address };
    const txt = new Map([...there.txt, ...(signer?.sign(there, says) ?? [])]);
    return toRecords(names, { ...there, txt }, says === "goodbye" ? { ttl: 0 } : {});
  }

  return (service, link, says = "announcement") => {
    if (says === "goodbye") return make(service, link, says);
    const byAddress = kept.get(service) ?? new Map();
    kept.set(service, byAddress);
    const before = byAddress.get(link.address);
    // The clock of the signatures. The monotonic one stands still while a laptop sleeps.
    const nowMs = Date.now();
    if (before && Math.abs(nowMs - before.atMs) < FRESH_MS) return before.records;
    const records = make(service, link, says);
    byAddress.set(link.address, { atMs: nowMs, records });
    return records;
  };
}
