import { type DnsRecord, isSameData, type NsecRecord, type Question } from "@hipstershop/dns-sd";
import { SERVICE_TYPE, TYPE_ENUMERATION } from "./dns-names.ts";
import type { InstanceRecords } from "./to-records.ts";

/** What one instance has to say to a question. */
export interface Answer {
  readonly answers: readonly DnsRecord[];
  /** What the asker will want to know next (RFC 6763 section 12). */
  readonly additionals: readonly DnsRecord[];
}

const ENUMERATION: DnsRecord = {
  type: "PTR",
  name: TYPE_ENUMERATION,
  ttl: 4_500,
  flush: false,
  data: SERVICE_TYPE,
};

/**
 * Returns what an instance answers to questions; undefined when it is not concerned. What the
 * asker knows already is left out, if it knows it for half its time yet (RFC 6762 section
 * 7.1). Where a name of its own has nothing of a type, it says so (section 6.1).
 */
export function answer(
  records: InstanceRecords,
  questions: readonly Question[],
  known: readonly DnsRecord[],
): Answer | undefined {
  const { type, subtype, srv, txt, address } = records;
  const answers = new Set<DnsRecord>();
  for (const question of questions) {
    const name = question.name.toLowerCase();
    let isOurs = false;
    let hasType = false;
    for (const record of [type, subtype, srv, txt, address, ENUMERATION]) {
      if (name !== record.name.toLowerCase()) continue;
      isOurs ||= record.flush;
      if (question.type !== record.type && question.type !== "ANY") continue;
      hasType = true;
      if (!isKnown(record, known)) answers.add(record);
    }
    if (isOurs && !hasType) answers.add(nothing(records, name));
  }
  if (answers.size === 0) return undefined;
  const further = answers.size === 1 && answers.has(ENUMERATION) ? [] : [srv, txt, address];
  return { answers: [...answers], additionals: further.filter((record) => !answers.has(record)) };
}

/** Says which types a name has, and so that it has no others. */
function nothing({ srv, address }: InstanceRecords, name: string): NsecRecord {
  const isInstance = name === srv.name.toLowerCase();
  const owner = isInstance ? srv.name : address.name;
  return {
    type: "NSEC",
    name: owner,
    ttl: srv.ttl,
    flush: true,
    data: { nextDomain: owner, rrtypes: isInstance ? ["TXT", "SRV"] : [address.type] },
  };
}

function isKnown(record: DnsRecord, known: readonly DnsRecord[]): boolean {
  return known.some(
    (each) =>
      each.type === record.type &&
      each.name.toLowerCase() === record.name.toLowerCase() &&
      each.ttl * 2 >= record.ttl &&
      isSameData(each, record),
  );
}
