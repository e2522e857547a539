import { afterReading } from "../after-reading.ts";
import type { Link, Peer } from "../links/link.ts";
import { type Answer, answer } from "../messages/answer.ts";
import type { DnsRecord } from "../messages/dns-record.ts";
import type { Message, Question } from "../messages/message.ts";
import { packAnswers, packLegacy } from "../messages/pack.ts";
import type { ServiceRecords } from "../messages/to-records.ts";
import { type Timing, within } from "../timing.ts";

/** Answers queries in due time: at once, or after a delay in which others may speak. */
export interface Answering extends Disposable {
  hear(query: Message, from: Peer, link: Link): void;
}

export interface AnsweringOptions {
  readonly timing: Timing;
  /** The port of multicast DNS. A question from another port is answered to its asker alone. */
  readonly port: number;
  /** The records of the services that are announced on a link. */
  readonly records: (link: Link) => readonly ServiceRecords[];
}

interface Asked {
  /** Whether somebody probes for a name: that must not wait for its turn. */
  readonly probes: boolean;
  readonly questions: Question[];
  readonly known: DnsRecord[];
}

/** The most answers that wait for their time. In a flood, further questions are not answered. */
const MAX_WAITING = 1_000;

/** Opens what answers on every link. Disposing it drops the answers that wait. */
export function createAnswering(options: AnsweringOptions): Answering {
  const { timing, port, records } = options;
  const waiting = new Map<string, Asked>();
  const timers = new Set<NodeJS.Timeout>();
  /** When a record of a service was last an answer on a link. */
  const answeredMs = new Map<string, number>();

  function later(ms: number, run: () => void): void {
    const timer = afterReading(ms, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  }

  function give(link: Link, asked: Asked, only?: ReadonlySet<string>): void {
    const nowMs = performance.now();
    const early = new Set<string>();
    const isDue = (record: DnsRecord, service: string): boolean => {
      const key = `${link.address} ${service} ${record.type} ${record.name}`;
      if (only !== undefined && !only.has(key)) return false;
      const agoMs = nowMs - (answeredMs.get(key) ?? Number.NEGATIVE_INFINITY);
      if (agoMs < timing.repeatMs && !asked.probes) {
        // After one such wait it is left out: a later answer has told everyone meanwhile.
        if (only === undefined) early.add(key);
        return false;
      }
      if (timing.repeatMs > 0) answeredMs.set(key, nowMs);
      return true;
    };
    const answers: Answer[] = [];
    for (const each of records(link)) {
      const given = answer(each, asked.questions, asked.known);
      const due = given?.answers.filter((record) => isDue(record, each.srv.name)) ?? [];
      if (due.length > 0) answers.push({ ...given, answers: due });
    }
    for (const message of packAnswers(answers)) link.send(message);
    if (early.size > 0 && timers.size < MAX_WAITING) {
      later(timing.repeatMs, () => give(link, asked, early));
    }
  }

  /** Answers as an ordinary DNS server does (RFC 6762 section 6.7): `dig` asks so. */
  function giveLegacy({ id, questions }: Message, from: Peer, link: Link): void {
    const answers = records(link).flatMap((each) => answer(each, questions, []) ?? []);
    for (const message of packLegacy({ id, questions }, answers)) link.send(message, from);
  }

  function delayMs(query: Message): number {
    // Who probes must hear at once that a name is taken.
    if (query.authorities.length > 0) return 0;
    if (query.truncated) return within(timing.truncatedDelayMs);
    // Names of one service are its own: nobody else will answer (RFC 6762 section 6).
    const isShared = query.questions.some(({ type }) => type === "PTR");
    return isShared ? within(timing.delayMs) : 0;
  }

  /** Whether a query is to be answered together with one that waits, from the same address. */
  function belongs(query: Message, { known }: Asked): boolean {
    const { questions, answers, authorities, truncated } = query;
    if (questions.length === 0) return true;
    if (authorities.length > 0 || truncated || timing.delayMs[1] === 0) return false;
    // They may be of two processes of one machine: what one knows, the other may have to learn.
    return answers.length === 0 && known.length === 0;
  }

  return {
    hear(query, from, link) {
      if (from.port !== port) {
        giveLegacy(query, from, link);
        return;
      }
      const key = `${link.address} ${from.address}`;
      const before = waiting.get(key);
      if (before !== undefined && belongs(query, before)) {
        before.questions.push(...query.questions);
        before.known.push(...query.answers);
        return;
      }
      const probes = query.authorities.length > 0;
      const asked = { questions: [...query.questions], known: [...query.answers], probes };
      const ms = delayMs(query);
      if (ms === 0) {
        give(link, asked);
        return;
      }
      if (timers.size >= MAX_WAITING) return;
      waiting.set(key, asked);
      later(ms, () => {
        if (waiting.get(key) === asked) waiting.delete(key);
        give(link, asked);
      });
    },
    [Symbol.dispose]() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
