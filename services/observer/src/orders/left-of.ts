import { type Amount, fromMoney } from "@hipstershop/money";
import type { Payment } from "@hipstershop/proto/hipstershop/payment";

/** Returns what can still be given back of a payment. Nothing where that is nothing. */
export function leftOf({ captured, refunded }: Payment): Amount | undefined {
  if (!captured) return undefined;
  const { currencyCode, nanos } = fromMoney(captured);
  const left = nanos - (refunded ? fromMoney(refunded).nanos : 0n);
  return left > 0n ? { currencyCode, nanos: left } : undefined;
}
