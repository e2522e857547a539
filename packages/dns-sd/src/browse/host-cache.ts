import type { AddressRecord } from "../messages/dns-record.ts";
import { type CachedRecord, cacheRecord } from "./cached-record.ts";

/** The addresses of the hosts that services are on. Names are in small letters. */
export interface HostCache {
  /** Takes in an address; returns the services on that host, none where it is not kept. */
  hear(record: AddressRecord, nowMs: number): Iterable<string>;
  /** The address of a host: the newest, IPv4 before IPv6. */
  address(host: string): AddressRecord | undefined;
  /** All addresses of a host. */
  addresses(host: string): Map<string, CachedRecord<AddressRecord>> | undefined;
  /** Moves a service to a host, from the one where it was; undefined is none. */
  move(service: string, from: string | undefined, to: string | undefined): void;
}

const MAX_ADDRESSES_PER_HOST = 8;
/** Records of one answer may come in several packets: what is older than this is replaced. */
const FLUSH_AFTER_MS = 1_000;

/** Opens an empty cache; of a host that no service is on it keeps nothing. */
export function createHostCache(): HostCache {
  const addresses = new Map<string, Map<string, CachedRecord<AddressRecord>>>();
  const services = new Map<string, Set<string>>();

  return {
    hear(record, nowMs) {
      const host = record.name.toLowerCase();
      const there = services.get(host);
      if (there === undefined) return [];
      let known = addresses.get(host);
      if (known === undefined) {
        known = new Map();
        addresses.set(host, known);
      }
      if (record.flush) {
        for (const [data, { record: old, heardMs }] of known) {
          const replaced = old.type === record.type && heardMs < nowMs - FLUSH_AFTER_MS;
          if (replaced) known.delete(data);
        }
      }
      // Deleted first, so that the newest is the last.
      known.delete(record.data);
      if (record.ttl > 0 && known.size < MAX_ADDRESSES_PER_HOST) {
        known.set(record.data, cacheRecord(record, nowMs));
      }
      return there;
    },
    address(host) {
      let best: AddressRecord | undefined;
      // An IPv6 address of the link alone is of no use without the link's name.
      for (const { record } of addresses.get(host)?.values() ?? []) {
        if (best === undefined || best.type === "AAAA" || record.type === "A") best = record;
      }
      return best;
    },
    addresses: (host) => addresses.get(host),
    move(service, from, to) {
      if (from === to) return;
      if (from !== undefined) {
        const left = services.get(from);
        left?.delete(service);
        if (left?.size === 0) {
          services.delete(from);
          addresses.delete(from);
        }
      }
      if (to === undefined) return;
      const there = services.get(to);
      if (there === undefined) services.set(to, new Set([service]));
      else there.add(service);
    },
  };
}
