import { idOf } from "./dns-names.ts";
import {
  type AddressRecord,
  type DnsRecord,
  isSameData,
  type SrvRecord,
  type TxtRecord,
} from "./dns-record.ts";
import type { Question } from "./message.ts";
import { type Announced, toInstance } from "./to-instance.ts";

/**
 * What was heard on the network about instances, and how long it may be believed. Names are
 * DNS names of instances, in small letters. Times are monotonic milliseconds.
 */
export interface RecordCache {
  /** Takes in records; returns the names of the instances that they concern. */
  hear(records: readonly DnsRecord[], nowMs: number): ReadonlySet<string>;
  /** What is known about an instance; undefined while any of it is missing. */
  resolve(name: string): Announced | undefined;
  /** The questions that would complete an instance. */
  missing(name: string): readonly Question[];
  /** When an instance was last heard of, and until when it may be believed. */
  lifetime(name: string): { readonly heardMs: number; readonly untilMs: number } | undefined;
  forget(name: string): void;
  /**
   * Forgets what has expired. Returns the names that this concerns, and the questions that
   * keep alive what is near its end and wanted: asked at 80, 85, 90 and 95% of its time, a
   * little later at random (RFC 6762 section 5.2).
   */
  sweep(nowMs: number): Swept;
}

export interface RecordCacheOptions {
  /** Whether anybody here looks for an instance: it is refreshed, and kept before others. */
  readonly isWanted: (name: string) => boolean;
}

export interface Swept {
  readonly expired: ReadonlySet<string>;
  readonly questions: readonly Question[];
  /** When the next sweep has something to do; Infinity when nothing is held. */
  readonly nextMs: number;
}

type Keepable = SrvRecord | TxtRecord | AddressRecord;

interface Held<R extends Keepable> {
  readonly record: R;
  readonly heardMs: number;
  readonly untilMs: number;
  /** When it should be asked for again; Infinity after the fourth time. */
  refreshMs: number;
}

interface Sighting {
  readonly name: string;
  srv?: Held<SrvRecord>;
  txt?: Held<TxtRecord>;
}

/** What a flood of false instances can make us hold. */
const MAX_SIGHTINGS = 20_000;
/** How many instances that are wanted are passed over to find one to drop. */
const MAX_PASSED = 100;
const MAX_ADDRESSES_PER_HOST = 8;
/** Records of one answer may come in several packets: what is older than this is replaced. */
const FLUSH_AFTER_MS = 1_000;

export function createRecordCache({ isWanted }: RecordCacheOptions): RecordCache {
  const sightings = new Map<string, Sighting>();
  const hosts = new Map<string, Map<string, Held<AddressRecord>>>();
  /** The instances whose SRV record points at a host. */
  const residents = new Map<string, Set<string>>();

  /**
   * Drops the oldest instance that nobody looks for when there are too many, and says whether
   * there is room for one more.
   */
  function makeRoom(touched: Set<string>): boolean {
    if (sightings.size < MAX_SIGHTINGS) return true;
    let passed = 0;
    for (const [name, sighting] of sightings) {
      if (!isWanted(name)) {
        forget(name);
        touched.add(name);
        return true;
      }
      if (++passed === MAX_PASSED) return false;
      sightings.delete(name);
      sightings.set(name, sighting);
    }
    return false;
  }

  function holdService(
    record: SrvRecord | TxtRecord,
    nowMs: number,
    touched: Set<string>,
  ): string | undefined {
    if (idOf(record.name) === undefined) return undefined;
    const name = record.name.toLowerCase();
    let sighting = sightings.get(name);
    if (sighting === undefined) {
      if (record.ttl === 0 || !makeRoom(touched)) return undefined;
      sighting = { name: record.name };
      sightings.set(name, sighting);
    }
    if (record.type === "TXT") {
      if (record.ttl > 0) sighting.txt = hold(record, nowMs);
    } else if (record.ttl > 0) {
      move(name, sighting, hold(record, nowMs));
    } else if (sighting.srv !== undefined && isSameData(sighting.srv.record, record)) {
      forget(name);
    }
    return name;
  }

  function holdAddress(record: AddressRecord, nowMs: number): Iterable<string> {
    const target = record.name.toLowerCase();
    const living = residents.get(target);
    if (living === undefined) return [];
    let addresses = hosts.get(target);
    if (addresses === undefined) {
      addresses = new Map();
      hosts.set(target, addresses);
    }
    if (record.flush) {
      for (const [data, held] of addresses) {
        if (held.record.type === record.type && held.heardMs < nowMs - FLUSH_AFTER_MS) {
          addresses.delete(data);
        }
      }
    }
    // Deleted first, so that the newest is the last.
    addresses.delete(record.data);
    if (record.ttl > 0 && addresses.size < MAX_ADDRESSES_PER_HOST) {
      addresses.set(record.data, hold(record, nowMs));
    }
    return living;
  }

  function move(name: string, sighting: Sighting, srv: Held<SrvRecord> | undefined): void {
    const before = sighting.srv?.record.data.target.toLowerCase();
    const after = srv?.record.data.target.toLowerCase();
    if (srv === undefined) delete sighting.srv;
    else sighting.srv = srv;
    if (before === after) return;
    if (before !== undefined) {
      const living = residents.get(before);
      living?.delete(name);
      if (living?.size === 0) {
        residents.delete(before);
        hosts.delete(before);
      }
    }
    if (after !== undefined) {
      const living = residents.get(after);
      if (living === undefined) residents.set(after, new Set([name]));
      else living.add(name);
    }
  }

  function forget(name: string): void {
    const sighting = sightings.get(name);
    if (sighting === undefined) return;
    move(name, sighting, undefined);
    sightings.delete(name);
  }

  function host(sighting: Sighting): AddressRecord | undefined {
    if (sighting.srv === undefined) return undefined;
    const addresses = hosts.get(sighting.srv.record.data.target.toLowerCase());
    let best: AddressRecord | undefined;
    // IPv4 first: an IPv6 address of the link alone is of no use without the link's name.
    for (const { record } of addresses?.values() ?? []) {
      if (best === undefined || best.type === "AAAA" || record.type === "A") best = record;
    }
    return best;
  }

  return {
    hear(records, nowMs) {
      const touched = new Set<string>();
      for (const record of records) {
        if (record.type !== "SRV" && record.type !== "TXT") continue;
        const name = holdService(record, nowMs, touched);
        if (name !== undefined) touched.add(name);
      }
      for (const record of records) {
        if (record.type === "A" || record.type === "AAAA") {
          for (const name of holdAddress(record, nowMs)) touched.add(name);
        } else if (record.type === "PTR" && idOf(record.data) !== undefined) {
          const name = record.data.toLowerCase();
          if (record.ttl === 0) forget(name);
          else if (!sightings.has(name) && makeRoom(touched)) {
            sightings.set(name, { name: record.data });
          }
          touched.add(name);
        }
      }
      return touched;
    },
    resolve(name) {
      const sighting = sightings.get(name);
      if (sighting?.srv === undefined || sighting.txt === undefined) return undefined;
      const address = host(sighting);
      if (address === undefined) return undefined;
      return toInstance(sighting.srv.record, sighting.txt.record, address.data);
    },
    missing(name) {
      const sighting = sightings.get(name);
      if (sighting === undefined) return [];
      const questions: Question[] = [];
      if (sighting.srv === undefined) questions.push({ name: sighting.name, type: "SRV" });
      if (sighting.txt === undefined) questions.push({ name: sighting.name, type: "TXT" });
      if (sighting.srv !== undefined && host(sighting) === undefined) {
        const { target } = sighting.srv.record.data;
        questions.push({ name: target, type: "A" }, { name: target, type: "AAAA" });
      }
      return questions;
    },
    lifetime: (name) => sightings.get(name)?.srv,
    forget,
    sweep(nowMs) {
      const expired = new Set<string>();
      const questions: Question[] = [];
      let nextMs = Number.POSITIVE_INFINITY;
      const keep = (held: Held<Keepable>, asks: boolean): boolean => {
        if (held.untilMs <= nowMs) return false;
        if (asks && held.refreshMs <= nowMs) {
          questions.push({ name: held.record.name, type: held.record.type });
          held.refreshMs = nextRefreshMs(held, nowMs);
        }
        nextMs = Math.min(nextMs, held.untilMs, asks ? held.refreshMs : held.untilMs);
        return true;
      };
      for (const [name, sighting] of sightings) {
        const asks = isWanted(name);
        if (sighting.txt !== undefined && !keep(sighting.txt, asks)) delete sighting.txt;
        if (sighting.srv !== undefined && !keep(sighting.srv, asks)) {
          move(name, sighting, undefined);
        }
        const addresses = hosts.get(sighting.srv?.record.data.target.toLowerCase() ?? "");
        for (const [data, held] of addresses ?? []) {
          if (!keep(held, asks)) addresses?.delete(data);
        }
        if (sighting.srv === undefined || sighting.txt === undefined || !addresses?.size) {
          expired.add(name);
        }
        if (sighting.srv === undefined && sighting.txt === undefined) sightings.delete(name);
      }
      return { expired, questions, nextMs };
    },
  };
}

function hold<R extends Keepable>(record: R, heardMs: number): Held<R> {
  const held = { record, heardMs, untilMs: heardMs + record.ttl * 1_000, refreshMs: 0 };
  held.refreshMs = nextRefreshMs(held, heardMs);
  return held;
}

function nextRefreshMs({ record, heardMs }: Held<Keepable>, nowMs: number): number {
  const ttlMs = record.ttl * 1_000;
  const part = [0.8, 0.85, 0.9, 0.95].find((part) => heardMs + part * ttlMs > nowMs);
  if (part === undefined) return Number.POSITIVE_INFINITY;
  return heardMs + (part + Math.random() * 0.02) * ttlMs;
}
