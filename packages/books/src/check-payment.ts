import { type Payment, PaymentEntryKind } from "@hipstershop/proto/hipstershop/payment";
import type { Problem } from "./problem.ts";
import { showAmount } from "./show-amount.ts";
import { sumMoney } from "./sum-money.ts";

/** Returns what is wrong with a payment by itself: its row must be the sum of its entries. */
export function checkPayment(payment: Payment): Problem[] {
  const subject = `payment ${payment.idempotencyKey || payment.transactionId}`;
  const problems: Problem[] = [];
  const add = (guarantee: Problem["guarantee"], what: string) =>
    problems.push({ guarantee, subject, what });

  for (const [kind, verb] of ONCE) {
    const times = payment.entries.filter((entry) => entry.kind === kind).length;
    if (times > 1) add("G1", `it was ${verb} ${times} times`);
  }
  for (const [kind, name] of SUMS) {
    const row = sumMoney([payment[name]]);
    const entered = sumMoney(
      payment.entries.filter((entry) => entry.kind === kind).map(({ amount }) => amount),
    );
    if (row.nanos !== entered.nanos) {
      add("G3", `${name} is ${showAmount(row)}, and its entries say ${showAmount(entered)}`);
    }
  }
  const [captured, refunded] = [sumMoney([payment.captured]), sumMoney([payment.refunded])];
  if (refunded.nanos > captured.nanos) {
    add("G3", `${showAmount(refunded)} were refunded, of ${showAmount(captured)}`);
  }
  return problems;
}

const ONCE = [
  [PaymentEntryKind.AUTHORIZE, "authorized"],
  [PaymentEntryKind.CAPTURE, "captured"],
] as const;

const SUMS = [
  [PaymentEntryKind.CAPTURE, "captured"],
  [PaymentEntryKind.REFUND, "refunded"],
] as const;
