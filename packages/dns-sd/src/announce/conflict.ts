import { type DnsRecord, isSameData } from "../messages/dns-record.ts";
import type { ServiceRecords } from "../messages/to-records.ts";

/**
 * Returns whether somebody else uses our names for something else (RFC 6762 section 9). A goodbye
 * does not count, and neither does another text: that may be our own of a moment ago.
 */
export function isConflict(ours: ServiceRecords, heard: readonly DnsRecord[]): boolean {
  return heard.some((record) => {
    if (record.ttl === 0) return false;
    const name = record.name.toLowerCase();
    return [ours.srv, ours.address].some(
      (our) =>
        our.type === record.type && our.name.toLowerCase() === name && !isSameData(our, record),
    );
  });
}
