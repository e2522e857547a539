import type { RegistryEvent } from "@hipstershop/service";
import { lossReason } from "../map/loss-reason.ts";

/** An event in plain words. */
export interface Sentence {
  readonly text: string;
  /** What the RFC that has the rule calls it, and where it is; absent where there is none. */
  readonly rule?: Rule;
}

export interface Rule {
  readonly rfc: 6762 | 6763;
  readonly section: string;
  readonly title: string;
}

/** Says what happened in an event of a registry, as the observer has it. */
export function sentenceOf(event: RegistryEvent): Sentence {
  const { type, registry, services, instances, reason = "", message } = event;
  const who = LIST.format(instances.map(({ id }) => id));
  const where = LIST.format(instances.map(({ service, address }) => `${service} at ${address}`));
  const isOurs = message?.direction === "sent";
  const asker = isOurs ? "The observer" : "Somebody";
  const verb = (one: string, more: string) => (instances.length > 1 ? more : one);
  switch (type) {
    case "probe":
      return said(
        `${who} ${verb("asks", "ask")} whether anybody else has ${verb("its name", "their names")}.`,
        PROBING,
      );
    case "announcement":
      return said(
        `${who} ${verb("announces itself", "announce themselves")}: ${where}.`,
        ANNOUNCING,
      );
    case "goodbye":
      return said(`${who} ${verb("says", "say")} goodbye.`, GOODBYE);
    case "question":
      if (instances.length > 0)
        return said(`${asker} asks whether ${who} ${verb("is", "are")} still there.`, STILL_THERE);
      if (services.length === 0)
        return said(`${asker} asks for all instances of all services.`, BROWSING);
      return said(
        `${asker} asks who offers ${LIST.format(services)}${known(message?.lines)}.`,
        SUBTYPES,
      );
    case "answer":
      return said(`${who} ${verb("answers", "answer")}: ${where}.`, ANSWERING);
    case "conflict":
      return said(`A name was taken: ${reason}.`, CONFLICT);
    case "found":
      return said(`The observer knows ${who} now: ${where}.`);
    case "changed":
      return said(`The observer knows ${who} by other words now: ${where}.`);
    case "gone":
      return said(`The observer knows ${who} no longer: ${lossReason(reason)}.`, LOSSES[reason]);
    case "registered":
      return said(`${who} is registered in this process: ${where}.`);
    case "withdrawn":
      return said(`${who} is withdrawn.`);
    case "list":
      return said(`The API server lists the slices of ${LIST.format(services) || "no service"}.`);
    case "change":
      return said(
        `The API server tells of ${changeOf(message?.lines)} ${LIST.format(services) || "any service"}.`,
      );
    case "trouble":
      return said(`The registry ${registry} is in trouble: ${reason}.`);
    case "recovered":
      return said(`The registry ${registry} works again.`);
  }
}

/** What a watch event of Kubernetes says, by its type ("Efficient detection of changes"). */
function changeOf(lines: readonly string[] = []): string {
  const [, type = ""] = /"type": "([A-Z]+)"/.exec(lines.join("\n")) ?? [];
  return CHANGES[type] ?? "a change of";
}

const CHANGES: Readonly<Record<string, string>> = {
  ADDED: "a new slice of",
  DELETED: "the end of a slice of",
  BOOKMARK: "no change of",
};

/** A question lists what the asker knows already, so that nobody repeats it (RFC 6762 section 7.1). */
function known(lines: readonly string[] = []): string {
  const count = lines.filter((line) => line.startsWith("AN ")).length;
  return count === 0 ? "" : `, and knows ${count} already`;
}

function said(text: string, rule?: Rule): Sentence {
  return rule === undefined ? { text } : { text, rule };
}

// "a, b and c"
const LIST = new Intl.ListFormat("en-GB");

const PROBING: Rule = { rfc: 6762, section: "8.1", title: "Probing" };
const ANNOUNCING: Rule = { rfc: 6762, section: "8.3", title: "Announcing" };
const GOODBYE: Rule = { rfc: 6762, section: "10.1", title: "Goodbye Packets" };
const ANSWERING: Rule = { rfc: 6762, section: "6", title: "Responding" };
const CONFLICT: Rule = { rfc: 6762, section: "9", title: "Conflict Resolution" };
const BROWSING: Rule = { rfc: 6763, section: "4", title: "Service Instance Enumeration" };
const SUBTYPES: Rule = { rfc: 6763, section: "7.1", title: "Selective Instance Enumeration" };
const STILL_THERE: Rule = { rfc: 6762, section: "5.2", title: "Continuous Multicast DNS Querying" };

/** The rules by which a registry on mDNS loses an instance. */
const LOSSES: Readonly<Record<string, Rule>> = {
  goodbye: GOODBYE,
  expired: { rfc: 6762, section: "10", title: "Resource Record TTL Values" },
  unanswered: { rfc: 6762, section: "10.4", title: "Cache Flush on Failure Indication" },
};
