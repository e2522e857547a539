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
import { type CachedRecord, cacheRecord, nextRefreshMs } from "./cached-record.ts";

/**
 * What was heard on the network of services and of the hosts that they are on, and how long it is
 * valid. Names are DNS names of services, in small letters. Times are monotonic milliseconds.
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
  /** When a service was last heard of, and until when that is valid. */
  lifetime(name: string): { readonly heardMs: number; readonly untilMs: number } | undefined;
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
  /** When the next sweep has something to do; Infinity when nothing is kept. */
  readonly nextMs: number;
}

interface ServiceEntry {
  /** As it was heard first, capitals and all. */
  readonly name: string;
  srv?: CachedRecord<SrvRecord> | undefined;
  txt?: CachedRecord<TxtRecord> | undefined;
}

interface HostEntry {
  /** The services that are on the host: one that none is on is not kept. */
  readonly services: Set<string>;
  /** The newest is the last. */
  addresses: CachedRecord<AddressRecord>[];
}

const MAX_ADDRESSES_PER_HOST = 8;
/** Records of one answer may come in several packets: what is older than this is replaced. */
const FLUSH_AFTER_MS = 1_000;

/** Opens an empty cache. It has no bound of its own: whoever has too many services forgets some. */
export function createRecordCache(names: DnsNames): RecordCache {
  const services = new Map<string, ServiceEntry>();
  const hosts = new Map<string, HostEntry>();

  function ensure(name: string): ServiceEntry {
    const key = name.toLowerCase();
    const entry = services.get(key) ?? { name };
    services.set(key, entry);
    return entry;
  }

  function hearService(record: SrvRecord | TxtRecord, nowMs: number): void {
    const name = record.name.toLowerCase();
    if (record.ttl === 0) {
      const srv = services.get(name)?.srv;
      if (srv !== undefined && isSameData(srv.record, record)) forget(name);
      return;
    }
    const entry = ensure(record.name);
    if (record.type === "TXT") entry.txt = cacheRecord(record, nowMs);
    else setSrv(name, entry, cacheRecord(record, nowMs));
  }

  /** Returns the services that are on the host. */
  function hearAddress(record: AddressRecord, nowMs: number): Iterable<string> {
    const host = hosts.get(record.name.toLowerCase());
    if (host === undefined) return [];
    host.addresses = host.addresses.filter(({ record: old, heardMs }) => {
      const isFlushed = record.flush && heardMs < nowMs - FLUSH_AFTER_MS;
      return !isSameData(old, record) && !(isFlushed && old.type === record.type);
    });
    if (record.ttl > 0 && host.addresses.length < MAX_ADDRESSES_PER_HOST) {
      host.addresses.push(cacheRecord(record, nowMs));
    }
    return host.services;
  }

  function setSrv(name: string, entry: ServiceEntry, srv?: CachedRecord<SrvRecord>): void {
    const from = hostName(entry.srv);
    const to = hostName(srv);
    entry.srv = srv;
    if (from === to) return;
    const left = hosts.get(from);
    left?.services.delete(name);
    if (left?.services.size === 0) hosts.delete(from);
    if (srv === undefined) return;
    const host = hosts.get(to) ?? { services: new Set(), addresses: [] };
    hosts.set(to, host);
    host.services.add(name);
  }

  function forget(name: string): void {
    const entry = services.get(name);
    if (entry === undefined) return;
    setSrv(name, entry);
    services.delete(name);
  }

  /** The newest address of the host that a service is on, IPv4 before IPv6. */
  function addressOf({ srv }: ServiceEntry): AddressRecord | undefined {
    const { addresses = [] } = hosts.get(hostName(srv)) ?? {};
    // An IPv6 address of the link alone is of no use without the link's name.
    const best = addresses.findLast(({ record }) => record.type === "A") ?? addresses.at(-1);
    return best?.record;
  }

  function missing(entry: ServiceEntry): Question[] {
    const { name, srv, txt } = entry;
    const questions: Question[] = [];
    if (srv === undefined) questions.push({ name, type: "SRV" });
    if (txt === undefined) questions.push({ name, type: "TXT" });
    if (srv !== undefined && addressOf(entry) === undefined) {
      const { target } = srv.record.data;
      questions.push({ name: target, type: "A" }, { name: target, type: "AAAA" });
    }
    return questions;
  }

  return {
    hear(records, nowMs) {
      const touched = new Set<string>();
      for (const record of records) {
        const isOfService = record.type === "SRV" || record.type === "TXT";
        if (!isOfService || names.nameOf(record.name) === undefined) continue;
        hearService(record, nowMs);
        touched.add(record.name.toLowerCase());
      }
      // Now it is known which hosts matter.
      for (const record of records) {
        if (isAddress(record)) {
          for (const name of hearAddress(record, nowMs)) touched.add(name);
        } else if (record.type === "PTR" && names.nameOf(record.data) !== undefined) {
          if (record.ttl === 0) forget(record.data.toLowerCase());
          else ensure(record.data);
          touched.add(record.data.toLowerCase());
        }
      }
      return touched;
    },
    has: (name) => services.has(name),
    resolve(name) {
      const entry = services.get(name);
      const address = entry && addressOf(entry);
      if (entry?.srv === undefined || entry.txt === undefined || !address) return undefined;
      return toService(names, entry.srv.record, entry.txt.record, address);
    },
    missing(name) {
      const entry = services.get(name);
      return entry === undefined ? [] : missing(entry);
    },
    lifetime: (name) => services.get(name)?.srv,
    forget,
    sweep(nowMs, isWanted) {
      const expired = new Set<string>();
      const questions: Question[] = [];
      let nextMs = Number.POSITIVE_INFINITY;
      for (const [name, entry] of services) {
        const asks = isWanted(name);
        const isValid = (cached: CachedRecord): boolean => {
          if (cached.untilMs <= nowMs) return false;
          if (asks && cached.refreshMs <= nowMs) {
            questions.push({ name: cached.record.name, type: cached.record.type });
            cached.refreshMs = nextRefreshMs(cached, nowMs);
          }
          nextMs = Math.min(nextMs, cached.untilMs, asks ? cached.refreshMs : cached.untilMs);
          return true;
        };
        if (entry.txt !== undefined && !isValid(entry.txt)) entry.txt = undefined;
        const host = hosts.get(hostName(entry.srv));
        if (host !== undefined) host.addresses = host.addresses.filter(isValid);
        if (entry.srv !== undefined && !isValid(entry.srv)) setSrv(name, entry);
        if (missing(entry).length > 0) expired.add(name);
        if (entry.srv === undefined && entry.txt === undefined) services.delete(name);
      }
      return { expired, questions, nextMs };
    },
  };
}

/** The host that a service says it is on, in small letters; no host has an empty name. */
function hostName(srv: CachedRecord<SrvRecord> | undefined): string {
  return srv?.record.data.target.toLowerCase() ?? "";
}
