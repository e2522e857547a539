import type { SrvRecord, TxtRecord } from "./dns-record.ts";

const TYPE_NUMBER = { TXT: 16, SRV: 33 } as const;

/**
 * Compares what two responders say of one name as RFC 6762 section 8.2 has it: in order of type and then of
 * bytes, record by record, the first difference deciding; of two that begin alike, the longer
 * comes later. Returns a negative number, 0 or a positive number.
 */
export function compareRecords(
  a: readonly (SrvRecord | TxtRecord)[],
  b: readonly (SrvRecord | TxtRecord)[],
): number {
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

/** The type and the data of a record; its class is always the same, IN. */
function toBytes(record: SrvRecord | TxtRecord): Buffer {
  return Buffer.concat([Buffer.from([TYPE_NUMBER[record.type]]), dataBytes(record)]);
}

function dataBytes(record: SrvRecord | TxtRecord): Buffer {
  if (record.type === "TXT") return Buffer.concat(record.data.map(stringBytes));
  const { port, target } = record.data;
  return Buffer.concat([Buffer.from([0, 0, 0, 0, port >> 8, port & 0xff]), nameBytes(target)]);
}

function nameBytes(name: string): Buffer {
  return Buffer.concat([...name.split(".").map(stringBytes), Buffer.from([0])]);
}

function stringBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
