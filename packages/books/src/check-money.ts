import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import type { Finding, OrderRecords } from "./order-records.ts";
import { showAmount } from "./show-amount.ts";
import { sumMoney } from "./sum-money.ts";

/** Returns what does not agree between an order that has ended and its payment (G3). */
export function checkMoney({ order, payment }: OrderRecords): Finding[] {
  if (order.state !== OrderState.PLACED) {
    if (payment?.state === PaymentState.AUTHORIZED) {
      return [["G3", `its ${showAmount(sumMoney([payment.amount]))} are still authorized`]];
    }
    const [captured, refunded] = [sumMoney([payment?.captured]), sumMoney([payment?.refunded])];
    if (captured.nanos === refunded.nanos) return [];
    return [
      ["G3", `${showAmount(captured)} were captured, and ${showAmount(refunded)} given back`],
    ];
  }
  if (!payment) return order.beforeLedger ? [] : [["G3", "it has no payment"]];

  const findings: Finding[] = [];
  const total = sumMoney([order.total]);
  const captured = sumMoney([payment.captured]);
  if (captured.nanos !== total.nanos || captured.currencyCode !== total.currencyCode) {
    findings.push(["G3", `it costs ${showAmount(total)}, and captured is ${showAmount(captured)}`]);
  }
  const done = order.refunds.filter(({ doneAt }) => doneAt !== undefined);
  const told = sumMoney(done.map(({ amount }) => amount));
  const refunded = sumMoney([payment.refunded]);
  if (told.nanos !== refunded.nanos) {
    findings.push([
      "G3",
      `its refunds are ${showAmount(told)}, and the ledger's are ${showAmount(refunded)}`,
    ]);
  }
  for (const { idempotencyKey } of order.refunds.filter(({ doneAt }) => doneAt === undefined)) {
    findings.push(["G3", `its refund "${idempotencyKey}" is asked for, and not done`]);
  }
  return findings;
}
