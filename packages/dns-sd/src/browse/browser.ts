import { afterReading } from "../after-reading.ts";
import type { DnsNames } from "../messages/dns-names.ts";
import type { PtrRecord } from "../messages/dns-record.ts";
import { type Message, type Question, query } from "../messages/message.ts";
import { packKnown, packQuestions } from "../messages/pack.ts";
import type { Timing } from "../timing.ts";
import { type BrowseResultsOptions, createBrowseResults, type Loss } from "./browse-results.ts";
import { createPassiveObservation } from "./passive-observation.ts";
import { createRecordCache } from "./record-cache.ts";
import { createSearch, type Search } from "./search.ts";

/** Hears what is announced, asks for what is wanted, and keeps the sink in step with it. */
export interface Browser extends Disposable {
  /** Takes in a message from the network. */
  hear(message: Message): void;
  /**
   * Begins to look for the services of a subtype, once; undefined looks for all. Resolves when
   * those that are there have had 250 ms to answer.
   */
  browse(subtype?: string): Promise<void>;
  /** Asks for a service that seems gone, by its name (RFC 6762 section 10.4). */
  reconfirm(name: string): void;
  /** Notes that a service has answered a call: it is kept before others. */
  confirm(name: string): void;
  /** Asks again for all that is wanted: the network is another one now. */
  restart(): void;
}

export interface BrowserOptions extends Pick<BrowseResultsOptions, "sink" | "subtypeOf"> {
  readonly names: DnsNames;
  readonly timing: Timing;
  readonly send: (message: Message) => void;
  /** Told what a person should know: "hears of too many instances". */
  readonly warn: (message: string) => void;
}

/** Those that are there have answered by then. */
const ANSWERED_MS = 250;
/** Time between two looks for what has expired, or is to be asked for again. */
const SWEEP_MS = 1_000;
/** The most questions for missing parts between two sweeps: a PTR record may lead to no service. */
const MAX_COMPLETING = 500;
/** The shortest time between two warnings of too many instances. */
const CROWDED_MS = 60_000;

/** Opens a browser that puts what it finds into the sink; it asks nothing until it is told to. */
export function createBrowser(options: BrowserOptions): Browser {
  const { names, timing, send, warn } = options;
  const results = createBrowseResults({ ...options, isBrowsed: (each) => searches.has(each) });
  const cache = createRecordCache(names);
  /** By subtype; undefined is the search for all. */
  const searches = new Map<string | undefined, Search>();
  const answered = new Map<string | undefined, Promise<void>>();
  /** The questions for missing parts that were asked since the last sweep. */
  const completing = new Set<string>();
  const observation = createPassiveObservation(timing, cache, (name) => {
    cache.forget(name);
    lose([name], "unanswered");
  });
  let crowdedMs = Number.NEGATIVE_INFINITY;
  let sweeping: NodeJS.Timeout | undefined;

  /** Brings the results in step with what the cache has of these services, some lost thereby. */
  function update(dnsNames: Iterable<string>, loss: Loss): void {
    const questions: Question[] = [];
    for (const name of dnsNames) {
      if (!cache.has(name)) {
        results.remove(name, loss);
        continue;
      }
      const service = cache.resolve(name);
      if (service === undefined && !results.found.get(name)) questions.push(...complete(name));
      const leftOut = results.put(name, service, loss);
      if (leftOut !== undefined) leaveOut(leftOut);
    }
    for (const message of packQuestions(questions)) send(message);
  }

  function leaveOut(name: string): void {
    cache.forget(name);
    const nowMs = performance.now();
    if (nowMs - crowdedMs < CROWDED_MS) return;
    crowdedMs = nowMs;
    warn("hears of too many instances: those that have answered a call stay");
  }

  /** Returns the questions for what is missing of a service, without those just asked. */
  function complete(name: string): readonly Question[] {
    if (completing.size >= MAX_COMPLETING) return [];
    const keyOf = ({ name, type }: Question) => `${name} ${type}`;
    const questions = cache.missing(name).filter((each) => !completing.has(keyOf(each)));
    for (const each of questions) completing.add(keyOf(each));
    return questions;
  }

  function sweep(): void {
    completing.clear();
    const { expired, questions } = cache.sweep(performance.now(), (name) => {
      const result = results.found.get(name);
      return result !== undefined && (searches.has(result.subtype) || searches.has(undefined));
    });
    for (const message of packQuestions(questions)) send(message);
    lose(expired, "expired");
  }

  /** Takes out services that have not said goodbye, and looks for them anew. */
  function lose(dnsNames: Iterable<string>, loss: Loss): void {
    const subtypes = new Set<string>();
    for (const name of dnsNames) {
      const result = results.found.get(name);
      if (result !== undefined) subtypes.add(result.subtype);
      // What never was complete is not asked for again.
      if (result !== undefined || !cache.has(name)) update([name], loss);
    }
    // The network may have been away rather than the service.
    for (const subtype of subtypes) searches.get(subtype)?.restart();
  }

  /** Returns what is known of those that a search is for, to be sent with its question. */
  function knownAnswers(name: string, wanted: string | undefined): PtrRecord[] {
    const nowMs = performance.now();
    const answers: PtrRecord[] = [];
    for (const [key, { service, subtype }] of results.found) {
      const srv = cache.srv(key);
      if (srv === undefined || (wanted !== undefined && subtype !== wanted)) continue;
      // A record past half its time is left out, so that it is told again (section 7.1).
      const left = srv.untilMs - nowMs;
      if (left * 2 < srv.untilMs - srv.heardMs) continue;
      const ttl = Math.floor(left / 1_000);
      answers.push({ type: "PTR", name, ttl, flush: false, data: names.service(service.name) });
    }
    return answers;
  }

  return {
    hear(message) {
      if (message.type === "query") {
        observation.hear(message);
        return;
      }
      sweeping ??= setInterval(sweep, SWEEP_MS).unref();
      update(cache.hear(message.answers, performance.now()), "goodbye");
    },
    browse(subtype) {
      const before = answered.get(subtype);
      if (before !== undefined) return before;
      const name = subtype === undefined ? names.type : names.subtype(subtype);
      const search = createSearch(timing, () => {
        const known = knownAnswers(name, subtype);
        for (const message of packKnown({ name, type: "PTR" }, known)) send(message);
      });
      searches.set(subtype, search);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = afterReading(ANSWERED_MS, resolve);
      // A look-up of one subtype may end earlier. Then this timer must not keep its process alive.
      if (subtype !== undefined) timer.unref();
      answered.set(subtype, promise);
      return promise;
    },
    reconfirm(label) {
      const name = names.service(label);
      const key = name.toLowerCase();
      const waitMs = timing.reconfirmIntervalMs + timing.reconfirmWaitMs;
      if (!results.found.get(key) || !observation.judge(key, waitMs)) return;
      const ask = () => send(query({ questions: [{ name, type: "SRV" }] }));
      ask();
      setTimeout(ask, timing.reconfirmIntervalMs).unref();
    },
    confirm: (name) => results.confirm(names.service(name).toLowerCase()),
    restart() {
      for (const search of searches.values()) search.restart();
    },
    [Symbol.dispose]() {
      clearInterval(sweeping);
      observation[Symbol.dispose]();
      for (const search of searches.values()) search[Symbol.dispose]();
    },
  };
}
