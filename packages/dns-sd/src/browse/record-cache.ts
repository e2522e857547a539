import type { DnsNames } from "../messages/dns-names.ts";
import {
  type AddressRecord,
  type DnsRecord,
  isSameData,
  type SrvRecord,
  type TxtRecord,
} from "../messages/dns-record.ts";
import type { Question } from "../messages/message.ts";
import { toService } from "../messages/to-service.ts";
import type { Service } from "../service.ts";
import { type CachedRecord, cacheRecord, nextRefreshMs } from "./cached-record.ts";
import { createHostCache } from "./host-cache.ts";

/**
 * What was heard on the network of services, and how long it is valid. Names are DNS names of
 * services, in small letters. Times are monotonic milliseconds.
 */
export interface RecordCache {
  /** Takes in records; returns the names of the services that they concern. */
  hear(records: readonly DnsRecord[], nowMs: number): ReadonlySet<string>;
  /** What is known of a service; undefined while any of it is missing. */
  resolve(name: string): Service | undefined;
  /** The questions for what is missing of a service. */
  missing(name: string): readonly Question[];
  /** When a service was last heard of, and until when that is valid. */
  lifetime(name: string): { readonly heardMs: number; readonly untilMs: number } | undefined;
  forget(name: string): void;
  /**
   * Forgets what has expired. Returns the names that this concerns, and the questions that
   * keep alive what is near its end and wanted.
   */
  sweep(nowMs: number): Swept;
}

export interface RecordCacheOptions {
  readonly names: DnsNames;
  /** Whether anybody here looks for a service: it is refreshed, and kept before others. */
  readonly isWanted: (name: string) => boolean;
  /** Whether a service may be dropped although somebody looks for it. */
  readonly mayGo?: (name: string) => boolean;
  /** Called when there are too many. */
  readonly onCrowded?: () => void;
}

export interface Swept {
  readonly expired: ReadonlySet<string>;
  readonly questions: readonly Question[];
  /** When the next sweep has something to do; Infinity when nothing is kept. */
  readonly nextMs: number;
}

interface Entry {
  readonly name: string;
  srv?: CachedRecord<SrvRecord>;
  txt?: CachedRecord<TxtRecord>;
}

/** What a flood of false services can make us keep. */
const MAX_ENTRIES = 1_000;
/** How many services that are wanted are passed over to find one that is not. */
const MAX_PASSED = 100;

/** Opens an empty cache of bounded size. */
export function createRecordCache(options: RecordCacheOptions): RecordCache {
  const { names, isWanted, mayGo = () => false, onCrowded = () => {} } = options;
  const entries = new Map<string, Entry>();
  const hosts = createHostCache();
  /** Where the search for one to drop goes on: from the start, it would pass the same again. */
  let oldest = entries.keys();

  /**
   * Drops a service when there are too many, an old one that nobody looks for where there is
   * one, and says whether there is room for one more.
   */
  function makeRoom(touched: Set<string>): boolean {
    if (entries.size < MAX_ENTRIES) return true;
    onCrowded();
    let drop: string | undefined;
    for (let passed = 0; passed < MAX_PASSED; passed++) {
      let { value: name } = oldest.next();
      if (name === undefined) {
        oldest = entries.keys();
        name = oldest.next().value;
      }
      if (name === undefined) break;
      if (!isWanted(name)) {
        drop = name;
        break;
      }
      if (drop === undefined && mayGo(name)) drop = name;
    }
    if (drop === undefined) return false;
    forget(drop);
    touched.add(drop);
    return true;
  }

  function keepService(
    record: SrvRecord | TxtRecord,
    nowMs: number,
    touched: Set<string>,
  ): string | undefined {
    if (names.nameOf(record.name) === undefined) return undefined;
    const name = record.name.toLowerCase();
    let entry = entries.get(name);
    if (entry === undefined) {
      if (record.ttl === 0 || !makeRoom(touched)) return undefined;
      entry = { name: record.name };
      entries.set(name, entry);
    }
    if (record.type === "TXT") {
      if (record.ttl > 0) entry.txt = cacheRecord(record, nowMs);
    } else if (record.ttl > 0) {
      move(name, entry, cacheRecord(record, nowMs));
    } else if (entry.srv !== undefined && isSameData(entry.srv.record, record)) {
      forget(name);
    }
    return name;
  }

  function move(name: string, entry: Entry, srv: CachedRecord<SrvRecord> | undefined): void {
    const before = hostOf(entry);
    if (srv === undefined) delete entry.srv;
    else entry.srv = srv;
    hosts.move(name, before, hostOf(entry));
  }

  function forget(name: string): void {
    const entry = entries.get(name);
    if (entry === undefined) return;
    move(name, entry, undefined);
    entries.delete(name);
  }

  return {
    hear(records, nowMs) {
      const touched = new Set<string>();
      for (const record of records) {
        if (record.type !== "SRV" && record.type !== "TXT") continue;
        const name = keepService(record, nowMs, touched);
        if (name !== undefined) touched.add(name);
      }
      for (const record of records) {
        if (record.type === "A" || record.type === "AAAA") {
          for (const name of hosts.hear(record, nowMs)) touched.add(name);
        } else if (record.type === "PTR" && names.nameOf(record.data) !== undefined) {
          const name = record.data.toLowerCase();
          if (record.ttl === 0) forget(name);
          else if (!entries.has(name) && makeRoom(touched)) {
            entries.set(name, { name: record.data });
          }
          touched.add(name);
        }
      }
      return touched;
    },
    resolve(name) {
      const entry = entries.get(name);
      if (entry?.srv === undefined || entry.txt === undefined) return undefined;
      const address = hosts.address(hostOf(entry) ?? "");
      if (address === undefined) return undefined;
      return toService(names, entry.srv.record, entry.txt.record, address);
    },
    missing(name) {
      const entry = entries.get(name);
      if (entry === undefined) return [];
      const questions: Question[] = [];
      if (entry.srv === undefined) questions.push({ name: entry.name, type: "SRV" });
      if (entry.txt === undefined) questions.push({ name: entry.name, type: "TXT" });
      if (entry.srv !== undefined && !hosts.address(hostOf(entry) ?? "")) {
        const { target } = entry.srv.record.data;
        questions.push({ name: target, type: "A" }, { name: target, type: "AAAA" });
      }
      return questions;
    },
    lifetime: (name) => entries.get(name)?.srv,
    forget,
    sweep(nowMs) {
      const expired = new Set<string>();
      const questions: Question[] = [];
      let nextMs = Number.POSITIVE_INFINITY;
      const keep = (
        cached: CachedRecord<SrvRecord | TxtRecord | AddressRecord>,
        asks: boolean,
      ): boolean => {
        if (cached.untilMs <= nowMs) return false;
        if (asks && cached.refreshMs <= nowMs) {
          questions.push({ name: cached.record.name, type: cached.record.type });
          cached.refreshMs = nextRefreshMs(cached, nowMs);
        }
        nextMs = Math.min(nextMs, cached.untilMs, asks ? cached.refreshMs : cached.untilMs);
        return true;
      };
      for (const [name, entry] of entries) {
        const asks = isWanted(name);
        if (entry.txt !== undefined && !keep(entry.txt, asks)) delete entry.txt;
        if (entry.srv !== undefined && !keep(entry.srv, asks)) {
          move(name, entry, undefined);
        }
        const addresses = hosts.addresses(hostOf(entry) ?? "");
        for (const [data, cached] of addresses ?? []) {
          if (!keep(cached, asks)) addresses?.delete(data);
        }
        if (entry.srv === undefined || entry.txt === undefined || !addresses?.size) {
          expired.add(name);
        }
        if (entry.srv === undefined && entry.txt === undefined) entries.delete(name);
      }
      return { expired, questions, nextMs };
    },
  };
}

/** The host that a service says it is on, in small letters. */
function hostOf({ srv }: Entry): string | undefined {
  return srv?.record.data.target.toLowerCase();
}
