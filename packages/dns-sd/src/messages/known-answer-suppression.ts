import { type DnsRecord, isSameData, isSameName } from "./dns-record.ts";

/**
 * Returns whether a record is not to be sent, because the asker knows it, and for at least half
 * its time yet (RFC 6762 section 7.1).
 */
export function isSuppressed(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  return known.some(
    (each) =>
      isSameName(each.name, record.name) && isSameData(each, record) && each.ttl * 2 >= record.ttl,
  );
}
