import { type Amount, addAmounts } from "@hipstershop/money";
import { type Order, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import type { Payment } from "@hipstershop/proto/hipstershop/payment";
import { sumMoney } from "./sum-money.ts";

/** What is in the books in one currency. */
export interface Sums {
  /** Of the payments that have a key. */
  readonly captured: Amount;
  readonly refunded: Amount;
  /** Of the placed orders, less their refunds. */
  readonly placed: Amount;
  /** Charged without a key, which belongs to no order. */
  readonly keyless: Amount;
  /** Of the orders that an earlier release placed, and that no payment is known of. */
  readonly beforeLedger: Amount;
}

/** Sums up orders and payments for each currency, by its code. */
export function sumUp(orders: readonly Order[], payments: readonly Payment[]): Sums[] {
  const totals = new Map<string, Record<keyof Sums, Amount>>();
  const add = (name: keyof Sums, money: Money | undefined, sign: 1n | -1n = 1n) => {
    const { currencyCode, nanos } = sumMoney([money]);
    if (nanos === 0n) return;
    const sums = totals.get(currencyCode) ?? nothing(currencyCode);
    totals.set(currencyCode, sums);
    sums[name] = addAmounts(sums[name], { currencyCode, nanos: sign * nanos });
  };

  const keys = new Set<string>();
  for (const { idempotencyKey: key, captured, refunded } of payments) {
    keys.add(key);
    add(key ? "captured" : "keyless", captured);
    if (key) add("refunded", refunded);
    else add("keyless", refunded, -1n);
  }
  for (const { state, result, total, refunds, beforeLedger } of orders) {
    if (state !== OrderState.PLACED) continue;
    const name = beforeLedger && !keys.has(result?.orderId ?? "") ? "beforeLedger" : "placed";
    add(name, total);
    for (const { amount, doneAt } of refunds) if (doneAt) add(name, amount, -1n);
  }
  return [...totals.values()].sort((a, b) =>
    a.placed.currencyCode < b.placed.currencyCode ? -1 : 1,
  );
}

function nothing(currencyCode: string): Record<keyof Sums, Amount> {
  const none = { currencyCode, nanos: 0n };
  return { captured: none, refunded: none, placed: none, keyless: none, beforeLedger: none };
}
