import type { Service } from "../service.ts";
import type { DnsNames } from "./dns-names.ts";
import type { DnsRecord } from "./dns-record.ts";
import type { Message } from "./message.ts";
import { partsOf } from "./parts-of.ts";
import { toService } from "./to-service.ts";

/** What a message says of the services of a type. */
export interface Saying {
  readonly type: "probe" | "announcement" | "goodbye" | "question" | "answer";
  /** Those that it has all records of. */
  readonly services: readonly Service[];
  /** The names of the services that it asks for. */
  readonly names: readonly string[];
  /** The subtypes that it asks for. A question for no name and no subtype is for all services. */
  readonly subtypes: readonly string[];
}

/** Returns what a message says; undefined where it is about no service of the type. */
export function sayingOf(message: Message, names: DnsNames): Saying | undefined {
  const { type, questions, answers, authorities, additionals } = message;
  const records = [...answers, ...authorities, ...additionals];
  const services = servicesIn(records, names);
  const nothing = { services, names: [], subtypes: [] };
  if (type === "response") {
    const srvs = records.filter(({ type }) => type === "SRV");
    if (services.length === 0) return undefined;
    if (srvs.every(({ ttl }) => ttl === 0)) return { ...nothing, type: "goodbye" };
    // Only an announcement has all records of a service in one section (RFC 6762 section 8.3).
    const isWhole =
      servicesIn(answers, names).length > 0 && answers.some(({ type }) => type === "PTR");
    return { ...nothing, type: isWhole ? "announcement" : "answer" };
  }
  if (authorities.length > 0)
    return services.length > 0 ? { ...nothing, type: "probe" } : undefined;
  const asked = questions.map(({ name }) => name.toLowerCase());
  const subtypes = asked.flatMap((name) => names.subtypeOf(name) ?? []);
  const found = asked
    .filter((name) => names.subtypeOf(name) === undefined)
    .flatMap((name) => names.nameOf(name) ?? []);
  const isForAll = asked.includes(names.type.toLowerCase());
  if (found.length + subtypes.length === 0 && !isForAll) return undefined;
  return { type: "question", services, names: [...new Set(found)], subtypes };
}

function servicesIn(records: readonly DnsRecord[], names: DnsNames): readonly Service[] {
  return records.flatMap((srv) => {
    const parts = srv.type === "SRV" && partsOf(srv, records);
    return (parts && toService(names, srv, parts.txt, parts.address)) || [];
  });
}
