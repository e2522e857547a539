import type { Amount } from "@hipstershop/money";

/** What was charged under each key, for a while. Nothing of a card is kept. */
export interface KeptCharges {
  find(key: string): KeptCharge | undefined;
  keep(key: string, charge: KeptCharge): void;
}

export interface KeptCharge {
  readonly amount: Amount;
  readonly transactionId: string;
}

export interface KeptChargesOptions {
  /** How many are kept. The oldest is dropped for the newest. */
  readonly max: number;
  /** How long each is kept, in milliseconds. */
  readonly forMs: number;
  /** A monotonic clock, in milliseconds; by default `performance.now`. */
  readonly now?: () => number;
}

/** Returns a memory of charges that lasts as long as this process. */
export function createKeptCharges({
  max,
  forMs,
  now = () => performance.now(),
}: KeptChargesOptions): KeptCharges {
  // The oldest comes first.
  const charges = new Map<string, KeptCharge & { readonly untilMs: number }>();

  function forget(): void {
    for (const [key, { untilMs }] of charges) {
      if (charges.size <= max && now() < untilMs) return;
      charges.delete(key);
    }
  }

  return {
    find(key) {
      forget();
      return charges.get(key);
    },
    keep(key, charge) {
      charges.set(key, { ...charge, untilMs: now() + forMs });
      forget();
    },
  };
}
