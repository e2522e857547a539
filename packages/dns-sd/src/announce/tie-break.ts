import { encode } from "dns-packet";
import { type DnsRecord, isSameName } from "../messages/dns-record.ts";
import { response } from "../messages/message.ts";
import { toPacket } from "../messages/to-packet.ts";
import type { ServiceRecords } from "../messages/to-records.ts";

/**
 * Returns whether we lose against another prober for our name. By `compareRecords` the later one
 * wins (RFC 6762 section 8.2).
 */
export function losesTieBreak(ours: ServiceRecords, authorities: readonly DnsRecord[]): boolean {
  const our = [ours.srv, ours.txt, ours.address];
  const theirs = authorities.filter(({ name }) => our.some((each) => isSameName(name, each.name)));
  return theirs.length > 0 && compareRecords(our, theirs) < 0;
}

/**
 * Compares what two responders say of the same names as RFC 6762 section 8.2 has it: in order
 * of type and then of bytes, record by record, the first difference deciding; of two that
 * begin alike, the longer comes later. Returns a negative number, 0 or a positive number.
 */
export function compareRecords(a: readonly DnsRecord[], b: readonly DnsRecord[]): number {
  const left = a.map(toBytes).sort(Buffer.compare);
  const right = b.map(toBytes).sort(Buffer.compare);
  for (const [index, bytes] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = Buffer.compare(bytes, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Where the type and the data are in a message of one record, whose name is that of the root. */
const TYPE_AT = 13;
const DATA_AT = 23;

/** The type and the data of a record; its class is always the same, IN. */
function toBytes(record: DnsRecord): Buffer {
  const bytes = encode(toPacket(response({ answers: [{ ...record, name: "." }] })));
  return Buffer.concat([bytes.subarray(TYPE_AT, TYPE_AT + 2), bytes.subarray(DATA_AT)]);
}
