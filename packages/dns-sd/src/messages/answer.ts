import { type DnsRecord, isSameName, type NsecRecord } from "./dns-record.ts";
import { isSuppressed } from "./known-answer-suppression.ts";
import type { Question } from "./message.ts";
import { announced, type ServiceRecords } from "./to-records.ts";

/** What one service has to say to a question. */
export interface Answer {
  readonly answers: readonly DnsRecord[];
  /** What the asker will want to know next (RFC 6763 section 12). */
  readonly additionals?: readonly DnsRecord[];
}

/**
 * Returns what a service answers to questions; undefined when it is not concerned. Known answers
 * are left out. If a name of its own has no record of a type, the answer says so (RFC 6762 section
 * 6.1).
 */
export function answer(
  records: ServiceRecords,
  questions: readonly Question[],
  known: readonly DnsRecord[],
): Answer | undefined {
  const { enumeration, srv, txt, address } = records;
  const answers = new Set<DnsRecord>();
  for (const question of questions) {
    let isOurs = false;
    let hasType = false;
    for (const record of [...announced(records), enumeration]) {
      if (!isSameName(question.name, record.name)) continue;
      isOurs ||= record.flush;
      if (question.type !== record.type && question.type !== "ANY") continue;
      hasType = true;
      if (!isSuppressed(record, known)) answers.add(record);
    }
    if (isOurs && !hasType) answers.add(nothing(records, question.name));
  }
  if (answers.size === 0) return undefined;
  const further = answers.size === 1 && answers.has(enumeration) ? [] : [srv, txt, address];
  return { answers: [...answers], additionals: further.filter((record) => !answers.has(record)) };
}

/** Says which types a name has, and so that it has no others. */
function nothing({ srv, address }: ServiceRecords, name: string): NsecRecord {
  const isService = isSameName(name, srv.name);
  const owner = isService ? srv.name : address.name;
  return {
    type: "NSEC",
    name: owner,
    ttl: srv.ttl,
    flush: true,
    data: { nextDomain: owner, rrtypes: isService ? ["TXT", "SRV"] : [address.type] },
  };
}
