import type { DnsNames } from "../messages/dns-names.ts";
import {
  type AddressRecord,
  type DnsRecord,
  isAddress,
  isSameData,
  type SrvRecord,
  type TxtRecord,
} from "../messages/dns-record.ts";
import type { Question } from "../messages/message.ts";
import { toService } from "../messages/to-service.ts";
import type { Service } from "../service.ts";
import { type CachedRecord, cacheRecord } from "./cached-record.ts";

/**
 * What was heard of services on the network, and how long it is valid. Names are DNS names of
 * services, in small letters. Times are monotonic milliseconds.
 */
export interface RecordCache {
  /** Takes in records; returns the names of the services that they concern. */
  hear(records: readonly DnsRecord[], nowMs: number): ReadonlySet<string>;
  /** Whether anything is known of a service, if only its name. */
  has(name: string): boolean;
  /** What is known of a service; undefined while any of it is missing. */
  resolve(name: string): Service | undefined;
  /** The questions for what is missing of a service. */
  missing(name: string): readonly Question[];
  /** The record that tells whether a service is there: each time it is heard, a new one. */
  srv(name: string): CachedRecord<SrvRecord> | undefined;
  forget(name: string): void;
  /**
   * Forgets what has expired. Returns the names of services of which something is missing now,
   * and questions for what will expire soon of services that are wanted.
   */
  sweep(nowMs: number, isWanted: (name: string) => boolean): Swept;
}

export interface Swept {
  readonly expired: ReadonlySet<string>;
  readonly questions: readonly Question[];
}

interface Entry {
  /** As it was heard first, capitals and all. */
  readonly name: string;
  srv?: CachedRecord<SrvRecord> | undefined;
  txt?: CachedRecord<TxtRecord> | undefined;
  /** The host that the SRV record names. */
  host?: Host | undefined;
}

interface Host {
  /** In small letters. */
  readonly name: string;
  /** The names of the services on it. A host without services is not kept. */
  readonly services: Set<string>;
  /** The newest is the last. */
  addresses: CachedRecord<AddressRecord>[];
}

const MAX_ADDRESSES_PER_HOST = 8;
/** Records of one answer may come in several packets: what is older than this is replaced. */
const FLUSH_AFTER_MS = 1_000;

/** Opens an empty cache. It has no bound: its owner forgets services when there are too many. */
export function createRecordCache(names: DnsNames): RecordCache {
  const entries = new Map<string, Entry>();
  const hosts = new Map<string, Host>();

  function ensure(name: string): Entry {
    const key = name.toLowerCase();
    const entry = entries.get(key) ?? { name };
    entries.set(key, entry);
    return entry;
  }

  function setSrv(name: string, entry: Entry, srv?: CachedRecord<SrvRecord>): void {
    entry.srv = srv;
    const target = srv?.record.data.target.toLowerCase();
    const { host: left } = entry;
    if (left?.name === target) return;
    left?.services.delete(name);
    if (left?.services.size === 0) hosts.delete(left.name);
    entry.host = undefined;
    if (target === undefined) return;
    entry.host = hosts.get(target) ?? { name: target, services: new Set(), addresses: [] };
    entry.host.services.add(name);
    hosts.set(target, entry.host);
  }

  function forget(name: string): void {
    const entry = entries.get(name);
    if (entry !== undefined) setSrv(name, entry);
    entries.delete(name);
  }

  function hearService(record: SrvRecord | TxtRecord, nowMs: number): void {
    const name = record.name.toLowerCase();
    if (record.ttl === 0) {
      const srv = entries.get(name)?.srv;
      if (srv !== undefined && isSameData(srv.record, record)) forget(name);
      return;
    }
    const entry = ensure(record.name);
    if (record.type === "TXT") entry.txt = cacheRecord(record, nowMs);
    else setSrv(name, entry, cacheRecord(record, nowMs));
  }

  function hearAddress(host: Host, record: AddressRecord, nowMs: number): void {
    host.addresses = host.addresses.filter(({ record: old, heardMs }) => {
      const isFlushed = record.flush && heardMs < nowMs - FLUSH_AFTER_MS;
      return !isSameData(old, record) && !(isFlushed && old.type === record.type);
    });
    if (record.ttl > 0 && host.addresses.length < MAX_ADDRESSES_PER_HOST) {
      host.addresses.push(cacheRecord(record, nowMs));
    }
  }

  function missing({ name, srv, txt, host }: Entry): Question[] {
    const questions: Question[] = [];
    if (srv === undefined) questions.push({ name, type: "SRV" });
    if (txt === undefined) questions.push({ name, type: "TXT" });
    if (srv !== undefined && !host?.addresses.length) {
      const { target } = srv.record.data;
      questions.push({ name: target, type: "A" }, { name: target, type: "AAAA" });
    }
    return questions;
  }

  return {
    hear(records, nowMs) {
      const touched = new Set<string>();
      for (const record of records) {
        const isPointer = record.type === "PTR";
        if (!isPointer && record.type !== "SRV" && record.type !== "TXT") continue;
        const name = isPointer ? record.data : record.name;
        if (names.nameOf(name) === undefined) continue;
        touched.add(name.toLowerCase());
        if (!isPointer) hearService(record, nowMs);
        else if (record.ttl > 0) ensure(name);
        else forget(name.toLowerCase());
      }
      // After all SRV records, because these name the hosts whose addresses are kept.
      for (const record of records.filter(isAddress)) {
        const host = hosts.get(record.name.toLowerCase());
        if (host === undefined) continue;
        hearAddress(host, record, nowMs);
        for (const name of host.services) touched.add(name);
      }
      return touched;
    },
    has: (name) => entries.has(name),
    resolve(name) {
      const { srv, txt, host } = entries.get(name) ?? {};
      const { addresses = [] } = host ?? {};
      // IPv4 first: a link-local IPv6 address is of no use without the name of the link.
      const address = addresses.findLast(({ record }) => record.type === "A") ?? addresses.at(-1);
      if (srv === undefined || txt === undefined || address === undefined) return undefined;
      return toService(names, srv.record, txt.record, address.record);
    },
    missing(name) {
      const entry = entries.get(name);
      return entry === undefined ? [] : missing(entry);
    },
    srv: (name) => entries.get(name)?.srv,
    forget,
    sweep(nowMs, isWanted) {
      const expired = new Set<string>();
      const questions: Question[] = [];
      for (const [name, entry] of entries) {
        const isValid = (cached: CachedRecord): boolean => {
          if (cached.untilMs <= nowMs) return false;
          if (cached.refreshMs <= nowMs && isWanted(name)) {
            questions.push({ name: cached.record.name, type: cached.record.type });
            cached.refreshMs += (cached.untilMs - cached.heardMs) * 0.05;
          }
          return true;
        };
        if (entry.txt !== undefined && !isValid(entry.txt)) entry.txt = undefined;
        if (entry.host) entry.host.addresses = entry.host.addresses.filter(isValid);
        if (entry.srv !== undefined && !isValid(entry.srv)) setSrv(name, entry);
        if (missing(entry).length > 0) expired.add(name);
        if (entry.srv === undefined && entry.txt === undefined) forget(name);
      }
      return { expired, questions };
    },
  };
}
