import { afterReading } from "../after-reading.ts";
import type { DnsNames } from "../messages/dns-names.ts";
import type { PtrRecord } from "../messages/dns-record.ts";
import { type Message, type Question, query } from "../messages/message.ts";
import { packKnown, packQuestions } from "../messages/pack.ts";
import type { Service } from "../service.ts";
import type { Timing } from "../timing.ts";
import { createBrowseResults, type Result, type Sink } from "./browse-results.ts";
import { observedName } from "./observed-name.ts";
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

export interface BrowserOptions {
  readonly names: DnsNames;
  readonly timing: Timing;
  /** Returns the subtype that a service is of; undefined where it is not to be found here. */
  readonly subtypeOf: (service: Service) => string | undefined;
  readonly sink: Sink;
  readonly send: (message: Message) => void;
  /** Called when a service is left out because there are too many. */
  readonly onCrowded?: () => void;
}

/** Those that are there have answered by then. */
const ANSWERED_MS = 250;
/** Sweeps are no more frequent than this, however many records there are. */
const SWEEP_MS = 100;
/** A missing part of a service is asked for again after this time. */
const COMPLETE_MS = 1_000;
/** No more questions than this in that time: pointers may lead to services that are not there. */
const MAX_COMPLETING = 500;

/** Opens a browser that puts what it finds into the sink; it asks nothing until it is told to. */
export function createBrowser(options: BrowserOptions): Browser {
  const { names, timing, subtypeOf, sink, send, onCrowded = () => {} } = options;
  const results = createBrowseResults(sink);
  const cache = createRecordCache({ names, isWanted, mayGo: results.mayGo, onCrowded });
  const searches = new Map<string | undefined, Search>();
  const answered = new Map<string | undefined, Promise<void>>();
  /** When a question for a missing part was asked, the oldest first. */
  const completedMs = new Map<string, number>();
  const observation = createPassiveObservation({
    timing,
    heardMs: (name) => cache.lifetime(name)?.heardMs,
    onGone(name) {
      cache.forget(name);
      lose([name]);
    },
  });
  let sweeping: NodeJS.Timeout | undefined;
  let sweepAtMs = Number.POSITIVE_INFINITY;

  function isWanted(name: string): boolean {
    const result = results.get(name);
    if (result === undefined) return false;
    return searches.has(result.subtype) || searches.has(undefined);
  }

  /** Brings the sink in step with what the cache has of these services. */
  function update(dnsNames: Iterable<string>): void {
    const questions: Question[] = [];
    for (const name of dnsNames) {
      const service = cache.resolve(name);
      if (service === undefined && !results.get(name)) questions.push(...complete(name));
      const result = service && toResult(service);
      if (result === undefined) {
        results.remove(name);
        continue;
      }
      const leftOut = results.put(name, result);
      if (leftOut === undefined) continue;
      cache.forget(leftOut);
      onCrowded();
    }
    for (const message of packQuestions(questions)) send(message);
  }

  function toResult(service: Service): Result | undefined {
    const subtype = subtypeOf(service);
    return subtype === undefined ? undefined : { service, subtype };
  }

  /** Returns the questions for what is missing of a service, unless just asked. */
  function complete(name: string): readonly Question[] {
    const nowMs = performance.now();
    const questions = cache.missing(name).filter((question) => {
      const key = `${question.name} ${question.type}`;
      return nowMs - (completedMs.get(key) ?? Number.NEGATIVE_INFINITY) >= COMPLETE_MS;
    });
    for (const [key, ms] of completedMs) {
      if (nowMs - ms < COMPLETE_MS) break;
      completedMs.delete(key);
    }
    if (completedMs.size > MAX_COMPLETING) return [];
    for (const { name, type } of questions) {
      completedMs.delete(`${name} ${type}`);
      completedMs.set(`${name} ${type}`, nowMs);
    }
    return questions;
  }

  function sweep(): void {
    sweeping = undefined;
    sweepAtMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    const { expired, questions, nextMs } = cache.sweep(nowMs);
    for (const message of packQuestions(questions)) send(message);
    lose(expired);
    sweepBy(nextMs);
  }

  /** Takes out services that have not said goodbye, and looks for them anew. */
  function lose(dnsNames: Iterable<string>): void {
    const lost = new Map<string, string>();
    for (const name of dnsNames) {
      const subtype = results.get(name)?.subtype;
      if (subtype !== undefined) lost.set(name, subtype);
    }
    update(lost.keys());
    // The network may have been away rather than the service.
    for (const subtype of new Set(lost.values())) searches.get(subtype)?.restart();
  }

  function sweepBy(atMs: number): void {
    if (atMs === Number.POSITIVE_INFINITY || atMs >= sweepAtMs) return;
    clearTimeout(sweeping);
    sweepAtMs = atMs;
    sweeping = setTimeout(sweep, Math.max(SWEEP_MS, atMs - performance.now())).unref();
  }

  function nameToBrowse(subtype: string | undefined): string {
    return subtype === undefined ? names.type : names.subtype(subtype);
  }

  function knownAnswers(wanted: string | undefined, nowMs: number): PtrRecord[] {
    const name = nameToBrowse(wanted);
    const answers: PtrRecord[] = [];
    for (const [key, { service, subtype }] of results.entries()) {
      if (wanted !== undefined && subtype !== wanted) continue;
      const life = cache.lifetime(key);
      if (life === undefined) continue;
      // A record past half its time is left out, so that it is told again (section 7.1).
      const left = life.untilMs - nowMs;
      if (left * 2 < life.untilMs - life.heardMs) continue;
      const ttl = Math.floor(left / 1_000);
      answers.push({ type: "PTR", name, ttl, flush: false, data: names.service(service.name) });
    }
    return answers;
  }

  return {
    hear(message) {
      if (message.type === "query") {
        const name = observedName(message);
        if (name !== undefined) observation.add(name.toLowerCase());
        return;
      }
      const nowMs = performance.now();
      const records = [...message.answers, ...message.additionals];
      const touched = cache.hear(records, nowMs);
      if (touched.size === 0) return;
      update(touched);
      let soonest = Number.POSITIVE_INFINITY;
      for (const { ttl } of records) soonest = Math.min(soonest, nowMs + ttl * 800);
      sweepBy(soonest);
    },
    browse(subtype) {
      const before = answered.get(subtype);
      if (before !== undefined) return before;
      const name = nameToBrowse(subtype);
      const search = createSearch({
        timing,
        ask() {
          const known = knownAnswers(subtype, performance.now());
          for (const message of packKnown({ name, type: "PTR" }, known)) send(message);
        },
      });
      searches.set(subtype, search);
      sweepBy(performance.now());
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = afterReading(ANSWERED_MS, resolve);
      // A look-up of one subtype may be over long before, and the process with it.
      if (subtype !== undefined) timer.unref();
      answered.set(subtype, promise);
      return promise;
    },
    reconfirm(label) {
      const name = names.service(label);
      if (!results.get(name.toLowerCase()) || observation.isJudging(name.toLowerCase())) return;
      const ask = () => send(query({ questions: [{ name, type: "SRV" }] }));
      // Both questions: our own count, also where those that come from the network do not.
      observation.add(name.toLowerCase(), 2);
      ask();
      setTimeout(ask, timing.reconfirmIntervalMs).unref();
    },
    confirm: (name) => results.confirm(names.service(name).toLowerCase()),
    restart() {
      for (const search of searches.values()) search.restart();
    },
    [Symbol.dispose]() {
      clearTimeout(sweeping);
      observation[Symbol.dispose]();
      for (const search of searches.values()) search[Symbol.dispose]();
    },
  };
}
