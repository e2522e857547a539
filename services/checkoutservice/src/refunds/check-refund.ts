import { create } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  type Amount,
  addAmounts,
  formatAmount,
  fromMoney,
  multiplyAmount,
  roundAmount,
  toMoney,
} from "@hipstershop/money";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import {
  type OrderRefund,
  OrderRefundSchema,
  type RefundOrderRequest,
} from "@hipstershop/proto/hipstershop/checkout";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { checkLength, invalidArgument, readKey } from "@hipstershop/service";
import { orderTotal } from "../order-total.ts";

/** The most characters of a reason. */
const MAX_REASON_LENGTH = 200;

/**
 * Returns the refund that a request asks for, of an order. Throws a ConnectError INVALID_ARGUMENT
 * that says what is wrong with the request.
 */
export function readRefund(request: RefundOrderRequest, order: OrderResult): OrderRefund {
  const { items, amount, reason, idempotencyKey } = request;
  readKey("idempotency_key", idempotencyKey);
  checkLength("reason", reason, MAX_REASON_LENGTH);
  if (items.length > 0 === (amount !== undefined)) {
    throw invalidArgument("either items or amount must be set");
  }
  const wanted = amount ? readAmount(() => fromMoney(amount)) : priceOf(items, order);
  const { currencyCode } = orderTotal(order);
  if (wanted.currencyCode !== currencyCode) {
    throw invalidArgument(`amount must be in ${currencyCode}, the currency of the order`);
  }
  if (wanted.nanos <= 0n) throw invalidArgument("amount must be more than zero");
  if (amount && roundAmount(wanted).nanos !== wanted.nanos) {
    throw invalidArgument(`amount must have no more digits than ${currencyCode} has`);
  }
  return create(OrderRefundSchema, {
    idempotencyKey,
    amount: readAmount(() => toMoney(wanted)),
    items,
    reason,
    askedAt: timestampNow(),
  });
}

/**
 * Throws a ConnectError FAILED_PRECONDITION when less of an order is left than a refund gives back.
 * `before` are all other refunds of the order.
 */
export function checkLeft(
  refund: OrderRefund,
  order: OrderResult,
  before: readonly OrderRefund[],
): void {
  for (const { productId } of refund.items) {
    const ordered = countOf(
      order.items.flatMap(({ item }) => item ?? []),
      productId,
    );
    const left =
      ordered -
      countOf(
        before.flatMap(({ items }) => items),
        productId,
      );
    if (countOf(refund.items, productId) > left) {
      throw precondition(`only ${left} of "${productId}" are left to give back`);
    }
  }
  const total = fromMoney(orderTotal(order));
  const given = before.flatMap(({ amount }) => (amount ? [fromMoney(amount)] : []));
  const left = given.reduce((rest, { nanos }) => rest - nanos, total.nanos);
  const wanted = refund.amount ? fromMoney(refund.amount) : total;
  if (wanted.nanos > left) {
    const rest = formatAmount({ ...total, nanos: left });
    throw precondition(`${formatAmount(wanted)} is more than the ${rest} that are left`);
  }
}

/** Returns whether two refunds of one key ask for the same. */
export function isSameRefund(one: OrderRefund, other: OrderRefund): boolean {
  const content = ({ amount, items }: OrderRefund) =>
    [
      amount && formatAmount(fromMoney(amount)),
      ...items.map(({ productId, quantity }) => JSON.stringify([productId, quantity])).sort(),
    ].join();
  return content(one) === content(other);
}

function priceOf(items: readonly CartItem[], order: OrderResult): Amount {
  const prices = items.map(({ productId, quantity }) => {
    if (quantity < 1) throw invalidArgument(`the quantity of "${productId}" must be 1 or more`);
    const cost = order.items.find(({ item }) => item?.productId === productId)?.cost;
    if (!cost) throw invalidArgument(`"${productId}" was not ordered`);
    return multiplyAmount(fromMoney(cost), quantity);
  });
  return addAmounts(...(prices as [Amount, ...Amount[]]));
}

function countOf(items: readonly CartItem[], productId: string): number {
  const same = items.filter((item) => item.productId === productId);
  return same.reduce((sum, { quantity }) => sum + quantity, 0);
}

function readAmount<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalidArgument(`amount is none: ${(error as RangeError).message}`);
  }
}

function precondition(message: string): ConnectError {
  return new ConnectError(message, Code.FailedPrecondition);
}
