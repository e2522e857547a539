import { type DnsRecord, isSameData, isSameName } from "./dns-record.ts";

/**
 * Returns whether a record is not to be sent, because the asker knows it for at least half of
 * its time to come (RFC 6762 section 7.1).
 */
export function isSuppressed(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  return known.some(
    (each) =>
      isSameName(each.name, record.name) && isSameData(each, record) && each.ttl * 2 >= record.ttl,
  );
}
