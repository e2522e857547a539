import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import type { Books } from "./books.ts";
import type { Problem } from "./problem.ts";
import { sumMoney } from "./sum-money.ts";

/**
 * Returns what is wrong with the keys of payments and shipments: each names one (G1, G5), and an
 * order where money or goods are out.
 */
export function checkKeys({ orders, payments, shipments }: Books): Problem[] {
  const known = new Set(orders.map(({ result }) => result?.orderId));
  const out = [
    ...payments.map((payment) => ({
      guarantee: "G1" as const,
      name: "payment",
      key: payment.idempotencyKey,
      live:
        payment.state === PaymentState.AUTHORIZED ||
        sumMoney([payment.captured]).nanos !== sumMoney([payment.refunded]).nanos,
    })),
    ...shipments.map(({ idempotencyKey, shippedAt, canceledAt }) => ({
      guarantee: "G5" as const,
      name: "shipment",
      key: idempotencyKey,
      live: shippedAt !== undefined && canceledAt === undefined,
    })),
  ];
  const seen = new Set<string>();
  return out.flatMap(({ guarantee, name, key, live }) => {
    if (key === "") return [];
    const subject = `${name} ${key}`;
    const again = seen.has(subject);
    seen.add(subject);
    if (again) return [{ guarantee, subject, what: "it stands in the books twice" }];
    return live && !known.has(key) ? [{ guarantee, subject, what: "it belongs to no order" }] : [];
  });
}
