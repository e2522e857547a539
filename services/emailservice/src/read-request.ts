import { type Amount, formatAmount, fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import { OrderUpdate, type SendOrderUpdateRequest } from "@hipstershop/proto/hipstershop/email";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { invalidArgument } from "@hipstershop/service";
import { cancellation, type LetterContent, refund } from "./letter-content.ts";
import { type Receipt, receiptOf } from "./receipt.ts";

// Each function throws a ConnectError INVALID_ARGUMENT that says what is wrong with a request.

/** Returns the receipt of an order that a request has. */
export function checkedReceipt(order: OrderResult | undefined): Receipt {
  if (!order) throw invalidArgument("order must be set");
  return valid("order", () => receiptOf(order));
}

/** Returns what a request to tell of an update says. */
export function updateContent({ order, update, amount }: SendOrderUpdateRequest): LetterContent {
  const receipt = checkedReceipt(order);
  const given = amount && readAmount(amount, order?.shippingCost?.currencyCode);
  const shown = given && given.nanos > 0n ? formatAmount(given) : undefined;
  if (update === OrderUpdate.CANCELED) return cancellation(receipt, shown);
  if (update !== OrderUpdate.REFUNDED) {
    throw invalidArgument("update must be ORDER_UPDATE_CANCELED or ORDER_UPDATE_REFUNDED");
  }
  if (!shown) throw invalidArgument("amount must be more than zero: it is what was given back");
  return refund(receipt, shown);
}

function readAmount(money: Money, currencyCode: string | undefined): Amount {
  const amount = valid("amount", () => fromMoney(money));
  if (amount.currencyCode !== currencyCode) {
    throw invalidArgument(`amount must be in the currency of the order, ${currencyCode}`);
  }
  if (amount.nanos < 0n) throw invalidArgument("amount must not be negative");
  return amount;
}

function valid<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw invalidArgument(`${field} is not valid: ${(cause as Error).message}`, cause);
  }
}
