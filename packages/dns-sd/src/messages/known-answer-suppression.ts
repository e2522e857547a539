import { type DnsRecord, isSameData } from "./dns-record.ts";

/**
 * Returns whether a record is not to be sent, because the asker knows it, and for at least half
 * its time yet (RFC 6762 section 7.1).
 */
export function isSuppressed(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  return known.some(
    (each) =>
      each.type === record.type &&
      each.name.toLowerCase() === record.name.toLowerCase() &&
      each.ttl * 2 >= record.ttl &&
      isSameData(each, record),
  );
}
