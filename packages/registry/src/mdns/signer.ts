import { createHmac, timingSafeEqual } from "node:crypto";
import type { Says, Service, Signer } from "@hipstershop/dns-sd";
import { toInstance } from "./to-instance.ts";

const MAX_AGE_MS = 300_000;
const MAX_WITHDRAWN = 10_000;

/**
 * Returns a signer that signs announcements with a secret, and verifies those of others with the
 * same secret. A signature is bad after five minutes, and after a later goodbye of the instance.
 * The clock is the wall clock, because other machines read its times. It is looked up each time, because
 * the fault processClock puts another in its place.
 */
export function createSigner(secret: string, nowMs: () => number = () => Date.now()): Signer {
  /** When instances were withdrawn: somebody may send an old announcement again. */
  const withdrawn = new Map<string, number>();
  /** The time of the last signature, and the latest time of all: the clock may have been fast. */
  let lastMs = 0;
  let latestMs = 0;

  /** Returns the signature of a service; undefined where it is no instance. */
  function signature(service: Service, says: Says, time: string): string | undefined {
    const found = toInstance(service);
    if (found === undefined) return undefined;
    const { shopName, instance } = found;
    const pairs = Object.entries(instance.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
    const { id, address, version } = instance;
    const what = says === "goodbye" ? "goes" : "is";
    const text = JSON.stringify([
      what,
      time,
      shopName,
      id,
      instance.service,
      address,
      version,
      pairs,
    ]);
    return createHmac("sha256", secret).update(text).digest("base64url");
  }

  function noteGoodbye(id: string, timeMs: number): void {
    withdrawn.delete(id);
    withdrawn.set(id, timeMs);
    for (const [old, oldMs] of withdrawn) {
      if (withdrawn.size <= MAX_WITHDRAWN && nowMs() - oldMs <= MAX_AGE_MS) break;
      withdrawn.delete(old);
    }
  }

  return {
    sign(service, says) {
      const clockMs = nowMs();
      // Later than all signatures before, so that none of them is newer. But a time that is too far
      // ahead does not count: the clock was fast then, and nobody would believe a later one.
      const before = [latestMs, lastMs].find((ms) => ms - clockMs < MAX_AGE_MS) ?? 0;
      lastMs = Math.max(clockMs, before + 1);
      latestMs = Math.max(latestMs, lastMs);
      const time = String(lastMs);
      return [
        ["time", time],
        ["signature", signature(service, says, time) ?? ""],
      ];
    },
    verify(service, says) {
      const time = service.txt.get("time") ?? "";
      if (!/^\d{1,15}$/.test(time)) return false;
      const expected = signature(service, says, time);
      if (!expected || !isSame(service.txt.get("signature") ?? "", expected)) return false;
      const timeMs = Number(time);
      if (Math.abs(nowMs() - timeMs) > MAX_AGE_MS) return false;
      if (timeMs <= (withdrawn.get(service.name) ?? 0)) return false;
      if (says === "goodbye") noteGoodbye(service.name, timeMs);
      return true;
    },
  };
}

/** Compares in a time that is the same for every wrong text. */
function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
