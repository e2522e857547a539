import {
  type AddressRecord,
  createHostCache,
  type DnsRecord,
  type Held,
  hold,
  isSameData,
  nextRefreshMs,
  type Question,
  type SrvRecord,
  type TxtRecord,
} from "@hipstershop/dns-sd";
import { idOf } from "./dns-names.ts";
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
   * keep alive what is near its end and wanted.
   */
  sweep(nowMs: number): Swept;
}

export interface RecordCacheOptions {
  /** Whether anybody here looks for an instance: it is refreshed, and kept before others. */
  readonly isWanted: (name: string) => boolean;
  /** Whether an instance may be dropped although somebody looks for it. */
  readonly mayGo?: (name: string) => boolean;
  /** Called when there are too many. */
  readonly onCrowded?: () => void;
}

export interface Swept {
  readonly expired: ReadonlySet<string>;
  readonly questions: readonly Question[];
  /** When the next sweep has something to do; Infinity when nothing is held. */
  readonly nextMs: number;
}

interface Sighting {
  readonly name: string;
  srv?: Held<SrvRecord>;
  txt?: Held<TxtRecord>;
}

/** What a flood of false instances can make us hold. */
const MAX_SIGHTINGS = 1_000;
/** How many instances that are wanted are passed over to find one that is not. */
const MAX_PASSED = 100;

/** Opens an empty cache of bounded size. */
export function createRecordCache(options: RecordCacheOptions): RecordCache {
  const { isWanted, mayGo = () => false, onCrowded = () => {} } = options;
  const sightings = new Map<string, Sighting>();
  const hosts = createHostCache();
  /** Goes round and round: to begin anew each time would pass over all that was dropped. */
  let oldest = sightings.keys();

  /**
   * Drops an instance when there are too many, an old one that nobody looks for where there is
   * one, and says whether there is room for one more.
   */
  function makeRoom(touched: Set<string>): boolean {
    if (sightings.size < MAX_SIGHTINGS) return true;
    onCrowded();
    let drop: string | undefined;
    for (let passed = 0; passed < MAX_PASSED; passed++) {
      let { value: name } = oldest.next();
      if (name === undefined) {
        oldest = sightings.keys();
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

  function move(name: string, sighting: Sighting, srv: Held<SrvRecord> | undefined): void {
    const before = hostOf(sighting);
    if (srv === undefined) delete sighting.srv;
    else sighting.srv = srv;
    hosts.move(name, before, hostOf(sighting));
  }

  function forget(name: string): void {
    const sighting = sightings.get(name);
    if (sighting === undefined) return;
    move(name, sighting, undefined);
    sightings.delete(name);
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
          for (const name of hosts.hear(record, nowMs)) touched.add(name);
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
      const address = hosts.address(hostOf(sighting) ?? "");
      if (address === undefined) return undefined;
      return toInstance(sighting.srv.record, sighting.txt.record, address.data);
    },
    missing(name) {
      const sighting = sightings.get(name);
      if (sighting === undefined) return [];
      const questions: Question[] = [];
      if (sighting.srv === undefined) questions.push({ name: sighting.name, type: "SRV" });
      if (sighting.txt === undefined) questions.push({ name: sighting.name, type: "TXT" });
      if (sighting.srv !== undefined && !hosts.address(hostOf(sighting) ?? "")) {
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
      const keep = (held: Held<SrvRecord | TxtRecord | AddressRecord>, asks: boolean): boolean => {
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
        const addresses = hosts.held(hostOf(sighting) ?? "");
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

/** The host that an instance says it is on, in small letters. */
function hostOf({ srv }: Sighting): string | undefined {
  return srv?.record.data.target.toLowerCase();
}
