import { SERVICE_TYPE, TYPE_ENUMERATION } from "./dns-names.ts";
import type { DnsRecord } from "./dns-record.ts";
import type { Question } from "./message.ts";
import type { InstanceRecords } from "./to-records.ts";

/** What one instance has to say to a question. */
export interface Answer {
  readonly answers: readonly DnsRecord[];
  /** What the asker will want to know next (RFC 6763 section 12). */
  readonly additionals: readonly DnsRecord[];
}

const ENUMERATION = {
  type: "PTR",
  name: TYPE_ENUMERATION,
  ttl: 4_500,
  flush: false,
  data: SERVICE_TYPE,
} as const;

/**
 * Returns what an instance answers to questions; undefined when it is not concerned. What the
 * asker knows already is left out, if it knows it for half its time yet (RFC 6762 section
 * 7.1).
 */
export function answer(
  { type, subtype, srv, txt, address }: InstanceRecords,
  questions: readonly Question[],
  known: readonly DnsRecord[],
): Answer | undefined {
  const answers = new Set<DnsRecord>();
  for (const question of questions) {
    const name = question.name.toLowerCase();
    for (const record of [type, subtype, srv, txt, address, ENUMERATION]) {
      if (question.type !== record.type && question.type !== "ANY") continue;
      if (name === record.name.toLowerCase() && !isKnown(record, known)) answers.add(record);
    }
  }
  if (answers.size === 0) return undefined;
  const complete = answers.has(type) || answers.has(subtype) || answers.has(srv);
  const further = complete ? [srv, txt, address] : [];
  return { answers: [...answers], additionals: further.filter((record) => !answers.has(record)) };
}

function isKnown(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  return known.some(
    (each) =>
      each.type === record.type &&
      each.name.toLowerCase() === record.name.toLowerCase() &&
      each.ttl * 2 >= record.ttl &&
      sameData(each, record),
  );
}

function sameData(a: DnsRecord, b: DnsRecord): boolean {
  return JSON.stringify(a.data).toLowerCase() === JSON.stringify(b.data).toLowerCase();
}
