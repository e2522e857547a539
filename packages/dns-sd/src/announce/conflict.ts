import { type DnsRecord, isSameData, isSameName } from "../messages/dns-record.ts";
import type { ServiceRecords } from "../messages/to-records.ts";

/**
 * Returns whether somebody else uses our names for something else (RFC 6762 section 9). A goodbye
 * does not count, nor does another TXT record, which may be our own of a moment ago.
 */
export function isConflict(ours: ServiceRecords, heard: readonly DnsRecord[]): boolean {
  return heard.some((record) =>
    [ours.srv, ours.address].some(
      (our) =>
        record.ttl > 0 &&
        record.type === our.type &&
        isSameName(record.name, our.name) &&
        !isSameData(record, our),
    ),
  );
}
