import type { DnsRecord } from "./dns-record.ts";
import type { Message } from "./message.ts";

/**
 * Returns a message as text, a line for each question and record, with its section before it: Q, AN
 * (answer), NS (authority), AR (additional). The number is the TTL in seconds.
 */
export function formatMessage(message: Message): string[] {
  const { questions, answers, authorities, additionals } = message;
  const lines = (section: string, records: readonly DnsRecord[]) =>
    records.map((record) => `${section} ${formatRecord(record)}`);
  return [
    ...questions.map(({ name, type }) => `Q  ${name} ${type}`),
    ...lines("AN", answers),
    ...lines("NS", authorities),
    ...lines("AR", additionals),
  ];
}

function formatRecord(record: DnsRecord): string {
  const { name, ttl, flush, type } = record;
  return `${name} ${ttl}${flush ? " flush" : ""} ${type} ${formatData(record)}`;
}

function formatData(record: DnsRecord): string {
  switch (record.type) {
    case "SRV":
      return `${record.data.port} ${record.data.target}`;
    case "TXT":
      return record.data.map((each) => JSON.stringify(each)).join(" ");
    case "NSEC":
      return `${record.data.nextDomain} ${record.data.rrtypes.join(" ")}`;
    default:
      return record.data;
  }
}
