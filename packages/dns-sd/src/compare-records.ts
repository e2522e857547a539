import type { DnsRecord } from "./dns-record.ts";

const TYPE_NUMBER = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33, NSEC: 47 } as const;

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

/** The type and the data of a record; its class is always the same, IN. */
function toBytes(record: DnsRecord): Buffer {
  return Buffer.concat([Buffer.from([TYPE_NUMBER[record.type]]), dataBytes(record)]);
}

function dataBytes(record: DnsRecord): Buffer {
  switch (record.type) {
    case "TXT":
      return Buffer.concat(record.data.map(stringBytes));
    case "SRV": {
      const { port, target } = record.data;
      const numbers = Buffer.from([0, 0, 0, 0, port >> 8, port & 0xff]);
      return Buffer.concat([numbers, nameBytes(target)]);
    }
    case "A":
      return Buffer.from(record.data.split(".").map(Number));
    case "AAAA":
      return ipv6Bytes(record.data);
    case "PTR":
      return nameBytes(record.data);
    case "NSEC":
      return nameBytes(record.data.nextDomain);
  }
}

function nameBytes(name: string): Buffer {
  return Buffer.concat([...name.split(".").map(stringBytes), Buffer.from([0])]);
}

function stringBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function ipv6Bytes(address: string): Buffer {
  const [head = [], tail = []] = address
    .split("::")
    .map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0");
  const groups = [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}
