import { DeliveryState, type Order } from "@hipstershop/proto/hipstershop/checkout";
import type { Books, Mailbox } from "./books.ts";
import { changedSince } from "./changed-since.ts";
import { checkKeys } from "./check-keys.ts";
import { checkOrder } from "./check-order.ts";
import { checkPayment } from "./check-payment.ts";
import { checkSums } from "./check-sums.ts";
import type { Problem } from "./problem.ts";
import { type Sums, sumUp } from "./sum-up.ts";

/** What came of comparing the books of a shop. */
export interface Comparison {
  /** What does not agree. */
  readonly problems: readonly Problem[];
  /** The orders that were judged. */
  readonly settled: readonly Order[];
  /** How many orders are too young to be judged. */
  readonly underWay: number;
  /** How many deliveries of the judged orders are still owed, or were given up. */
  readonly owed: number;
  readonly givenUp: number;
  /** The money, for each currency. */
  readonly sums: readonly Sums[];
}

/**
 * Compares what a shop's services have written down, by the guarantees of docs/checkout.md. An
 * order that changed after `sinceMs` counts as under way, and is not judged; `Infinity` judges all
 * of a shop that is at rest.
 *
 * @param sinceMs In milliseconds since the epoch, by the clock of the services.
 */
export function compareBooks(books: Books, sinceMs: number): Comparison {
  const settled = books.orders.filter((order) => !changedSince(order, sinceMs));
  const underWay = new Set(books.orders.filter((order) => changedSince(order, sinceMs)).map(idOf));
  const payments = new Map(books.payments.map((each) => [each.idempotencyKey, each]));
  const shipments = new Map(books.shipments.map((each) => [each.idempotencyKey, each]));
  const isConfirmed = confirmations(books.mailbox);

  const sums = sumUp(
    settled,
    books.payments.filter(({ idempotencyKey }) => !underWay.has(idempotencyKey)),
  );
  const count = (state: DeliveryState) =>
    settled.flatMap(({ deliveries }) => deliveries).filter((each) => each.state === state).length;
  return {
    problems: [
      ...checkKeys(books),
      ...books.payments.flatMap(checkPayment),
      ...settled.flatMap((order) => {
        const id = idOf(order);
        const [payment, shipment] = [payments.get(id), shipments.get(id)];
        return checkOrder({ order, payment, shipment, confirmed: isConfirmed(id) });
      }),
      ...sums.flatMap(checkSums),
    ],
    settled,
    underWay: underWay.size,
    owed: count(DeliveryState.OWED),
    givenUp: count(DeliveryState.GIVEN_UP),
    sums,
  };
}

/** Returns whether an order's confirmation was mailed; undefined where that is not known. */
function confirmations(mailbox: Mailbox | undefined): (orderId: string) => boolean | undefined {
  const keys = new Set(mailbox?.messageIds.map((id) => /^<(.+)@/.exec(id)?.[1]));
  return (orderId) => keys.has(orderId) || (mailbox?.whole ? false : undefined);
}

function idOf({ result }: Order): string {
  return result?.orderId ?? "";
}
