import {
  afterReading,
  askedAfter,
  createSearch,
  createSuspicions,
  type Message,
  type PtrRecord,
  type Question,
  query,
  type Search,
  type Timing,
} from "@hipstershop/dns-sd";
import type { InstanceTable } from "../instance-table.ts";
import type { Instance } from "../registry.ts";
import { instanceName, SERVICE_TYPE, subtypeName } from "./dns-names.ts";
import { packKnown, packQuestions } from "./pack.ts";
import { createRecordCache } from "./record-cache.ts";
import { createRoster } from "./roster.ts";

/** Hears what is announced, asks for what is wanted, and keeps the table in step with it. */
export interface Browser extends Disposable {
  /** Takes in a message from the network. */
  hear(message: Message): void;
  /** Begins to look for a service, once; undefined looks for every service. */
  ask(service?: string): void;
  /** Asks after an instance that seems gone. */
  reconfirm(instance: Instance): void;
  /** Notes that an instance has answered a call. */
  confirm(instance: Instance): void;
  /** Asks again for all that is wanted: the network is another one now. */
  restart(): void;
}

export interface BrowserOptions {
  readonly table: InstanceTable;
  readonly shop: string;
  readonly timing: Timing;
  readonly send: (message: Message) => void;
  /** Called when an instance is left out because there are too many. */
  readonly onCrowded?: () => void;
}

/** A look-up that hears nothing ends with an empty list. */
const SETTLE_MS = 250;
/** Sweeps are no more frequent than this, however many records there are. */
const SWEEP_MS = 100;
/** A missing part of an instance is asked for again after this time. */
const COMPLETE_MS = 1_000;
/** Pointers to instances that are not there cannot make us ask more than this in that time. */
const MAX_COMPLETING = 500;

/** Opens a browser that puts what it finds into the table; it asks nothing until it is told to. */
export function createBrowser(options: BrowserOptions): Browser {
  const { table, shop, timing, send, onCrowded = () => {} } = options;
  const placed = createRoster(table);
  const cache = createRecordCache({ isWanted, mayGo: placed.mayGo, onCrowded });
  const searches = new Map<string | undefined, Search>();
  /** When a question for a missing part was asked, the oldest first. */
  const completedMs = new Map<string, number>();
  const suspicions = createSuspicions({
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
    const instance = placed.get(name);
    if (instance === undefined) return false;
    return searches.has(instance.service) || searches.has(undefined);
  }

  function settle(names: Iterable<string>): void {
    const questions: Question[] = [];
    for (const name of names) {
      const before = placed.get(name);
      const found = cache.resolve(name);
      if (found === undefined && before === undefined) questions.push(...complete(name));
      const after = found?.shop === shop ? found.instance : undefined;
      if (after === undefined) {
        placed.remove(name);
        continue;
      }
      const leftOut = placed.put(name, after);
      if (leftOut === undefined) continue;
      cache.forget(leftOut);
      onCrowded();
    }
    for (const message of packQuestions(questions)) send(message);
  }

  /** Returns the questions for what is missing of an instance, unless just asked. */
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

  /** Takes out instances that have not said goodbye, and looks for them anew. */
  function lose(names: Iterable<string>): void {
    const lost = new Map<string, string>();
    for (const name of names) {
      const service = placed.get(name)?.service;
      if (service !== undefined) lost.set(name, service);
    }
    settle(lost.keys());
    // The network may have been away rather than the instance.
    for (const service of new Set(lost.values())) searches.get(service)?.restart();
  }

  function sweepBy(atMs: number): void {
    if (atMs === Number.POSITIVE_INFINITY || atMs >= sweepAtMs) return;
    clearTimeout(sweeping);
    sweepAtMs = atMs;
    sweeping = setTimeout(sweep, Math.max(SWEEP_MS, atMs - performance.now())).unref();
  }

  function knownAnswers(service: string | undefined, nowMs: number): PtrRecord[] {
    const name = service === undefined ? SERVICE_TYPE : subtypeName(service);
    const answers: PtrRecord[] = [];
    for (const [key, instance] of placed.entries()) {
      if (service !== undefined && instance.service !== service) continue;
      const life = cache.lifetime(key);
      if (life === undefined) continue;
      // A record past half its time is left out, so that it is told again (section 7.1).
      const left = life.untilMs - nowMs;
      if (left * 2 < life.untilMs - life.heardMs) continue;
      const ttl = Math.floor(left / 1_000);
      answers.push({ type: "PTR", name, ttl, flush: false, data: instanceName(instance.id) });
    }
    return answers;
  }

  return {
    hear(message) {
      if (message.type === "query") {
        const name = askedAfter(message);
        if (name !== undefined) suspicions.add(name.toLowerCase());
        return;
      }
      const nowMs = performance.now();
      const records = [...message.answers, ...message.additionals];
      const touched = cache.hear(records, nowMs);
      if (touched.size === 0) return;
      settle(touched);
      let soonest = Number.POSITIVE_INFINITY;
      for (const { ttl } of records) soonest = Math.min(soonest, nowMs + ttl * 800);
      sweepBy(soonest);
    },
    ask(service) {
      if (searches.has(service)) return;
      const name = service === undefined ? SERVICE_TYPE : subtypeName(service);
      const search = createSearch({
        timing,
        ask() {
          const known = knownAnswers(service, performance.now());
          for (const message of packKnown({ name, type: "PTR" }, known)) send(message);
        },
      });
      searches.set(service, search);
      sweepBy(performance.now());
      if (service !== undefined) afterReading(SETTLE_MS, () => table.settle(service)).unref();
    },
    reconfirm({ id }) {
      const name = instanceName(id);
      if (!placed.get(name.toLowerCase()) || suspicions.isJudging(name.toLowerCase())) return;
      const ask = () => send(query({ questions: [{ name, type: "SRV" }] }));
      // Both questions: our own count, also where those that come from the network do not.
      suspicions.add(name.toLowerCase(), 2);
      ask();
      setTimeout(ask, timing.reconfirmIntervalMs).unref();
    },
    confirm: ({ id }) => placed.confirm(instanceName(id).toLowerCase()),
    restart() {
      for (const search of searches.values()) search.restart();
    },
    [Symbol.dispose]() {
      clearTimeout(sweeping);
      suspicions[Symbol.dispose]();
      for (const search of searches.values()) search[Symbol.dispose]();
    },
  };
}
