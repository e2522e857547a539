import { createHmac, timingSafeEqual } from "node:crypto";
import {
  type AddressRecord,
  type DnsRecord,
  readText,
  type SrvRecord,
  type TxtRecord,
} from "@hipstershop/dns-sd";
import type { Instance } from "../registry.ts";
import { toInstance } from "./to-instance.ts";

/** Marks announcements with a secret, and knows those that others marked with the same one. */
export interface Signer {
  /** Returns the strings that a TXT record carries besides: the time and the mark. */
  sign(instance: Instance, shop: string, says: Says): readonly string[];
  /**
   * Returns the records that bear a mark, and no others, nor any that takes back what is
   * announced. A mark older than five minutes is none, and neither is one from before the
   * instance's withdrawal.
   */
  believe(records: readonly DnsRecord[]): readonly DnsRecord[];
}

/** What is marked: that an instance is there, or that it goes. */
export type Says = "is" | "goes";

const MAX_AGE_MS = 300_000;
const MAX_WITHDRAWN = 10_000;

/** Returns a signer; its clock is the one that people agree on, for others read its times. */
export function createSigner(secret: string, nowMs: () => number = Date.now): Signer {
  /** When instances were withdrawn: an old announcement may be played again. */
  const withdrawn = new Map<string, number>();
  /** The time of the last mark, and the latest of any: a clock may have been fast. */
  let lastMs = 0;
  let latestMs = 0;

  function mark(instance: Instance, shop: string, says: Says, time: string): string {
    const { id, service, address, version, metadata } = instance;
    const pairs = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
    const text = JSON.stringify([says, time, shop, id, service, address, version, pairs]);
    return createHmac("sha256", secret).update(text).digest("base64url");
  }

  function isMarked(srv: SrvRecord, txt: TxtRecord, { data }: AddressRecord): boolean {
    const found = toInstance(srv, txt, data);
    const text = readText(txt.data);
    const time = text.get("time") ?? "";
    const signature = text.get("signature") ?? "";
    if (found === undefined || !/^\d{1,15}$/.test(time)) return false;
    const says = srv.ttl === 0 ? "goes" : "is";
    const expected = mark(found.instance, found.shop, says, time);
    if (!sameText(signature, expected)) return false;
    const { id } = found.instance;
    const timeMs = Number(time);
    if (Math.abs(nowMs() - timeMs) > MAX_AGE_MS) return false;
    if (timeMs <= (withdrawn.get(id) ?? 0)) return false;
    if (says === "goes") note(id, timeMs);
    return true;
  }

  function note(id: string, timeMs: number): void {
    withdrawn.delete(id);
    withdrawn.set(id, timeMs);
    for (const [old, oldMs] of withdrawn) {
      if (withdrawn.size <= MAX_WITHDRAWN && nowMs() - oldMs <= MAX_AGE_MS) break;
      withdrawn.delete(old);
    }
  }

  return {
    sign(instance, shop, says) {
      const clockMs = nowMs();
      // Later than all before, so that nothing from before can undo it. But a mark from a clock
      // that was fast, and has been set right, is outdone only once others may believe it.
      const before = [latestMs, lastMs].find((ms) => ms - clockMs < MAX_AGE_MS) ?? 0;
      lastMs = Math.max(clockMs, before + 1);
      latestMs = Math.max(latestMs, lastMs);
      const time = String(lastMs);
      return [`time=${time}`, `signature=${mark(instance, shop, says, time)}`];
    },
    believe(records) {
      const believed = new Set<DnsRecord>();
      for (const srv of records) {
        if (srv.type !== "SRV") continue;
        const name = srv.name.toLowerCase();
        const target = srv.data.target.toLowerCase();
        // No mark is over the time to live: what says the contrary is no part of this.
        const parts = records.filter(({ ttl }) => (ttl === 0) === (srv.ttl === 0));
        const txt = parts.find((r) => r.type === "TXT" && r.name.toLowerCase() === name);
        const address = parts.find(
          (r) => (r.type === "A" || r.type === "AAAA") && r.name.toLowerCase() === target,
        );
        if (txt?.type !== "TXT" || (address?.type !== "A" && address?.type !== "AAAA")) continue;
        if (!isMarked(srv, txt, address)) continue;
        for (const each of [srv, txt, address]) believed.add(each);
        for (const each of parts) {
          if (each.type === "PTR" && each.data.toLowerCase() === name) believed.add(each);
        }
      }
      return records.filter((record) => believed.has(record));
    },
  };
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
