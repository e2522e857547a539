import { addAmounts, formatAmount, fromMoney, multiplyAmount } from "@hipstershop/money";
import { addressLines } from "@hipstershop/postal-address";
import type { OrderItem, OrderResult } from "@hipstershop/proto/hipstershop/order";

/** The texts of a confirmation, ready to be shown. Each is one line. */
export interface Receipt {
  readonly orderId: string;
  readonly trackingId: string;
  readonly lines: readonly ReceiptLine[];
  readonly shipping: string;
  readonly total: string;
  /** The lines of the address, as they stand on a parcel. */
  readonly address: readonly string[];
}

/** One product of an order, with what it costs. */
export interface ReceiptLine {
  readonly product: string;
  readonly quantity: number;
  /** The price of one, and of all. */
  readonly price: string;
  readonly total: string;
}

/**
 * Returns the receipt of an order. Throws a RangeError when a price is missing or no valid
 * Money, when the order is in more than one currency, and when it is longer than orders are.
 */
export function receiptOf(order: OrderResult): Receipt {
  const shipping = fromMoney(present(order.shippingCost, "shipping_cost"));
  if (order.items.length > MAX_LINES) {
    throw new RangeError(`Order of ${order.items.length} items must have at most ${MAX_LINES}`);
  }
  const lines = order.items.map(pricedLine);
  const total = addAmounts(shipping, ...lines.map((line) => line.total));
  return {
    orderId: oneLine(order.orderId),
    trackingId: oneLine(order.shippingTrackingId),
    lines: lines.map(({ product, quantity, price, total }) => ({
      product,
      quantity,
      price: formatAmount(price),
      total: formatAmount(total),
    })),
    shipping: formatAmount(shipping),
    total: formatAmount(total),
    address: addressOf(order),
  };
}

// So that a mailbox of a hundred letters stays small.
const MAX_LINES = 100;
const MAX_TEXT_LENGTH = 512;

function pricedLine({ item, cost, productName }: OrderItem) {
  const { productId, quantity } = present(item, "item");
  const price = fromMoney(present(cost, "cost"));
  const product = oneLine(productName || productId);
  return { product, quantity, price, total: multiplyAmount(price, quantity) };
}

function addressOf({ shippingAddress: address }: OrderResult): string[] {
  if (!address) return [];
  return addressLines({
    streetAddress: oneLine(address.streetAddress),
    city: oneLine(address.city),
    state: oneLine(address.state),
    country: oneLine(address.country),
    zipCode: address.zipCode,
    postalCode: oneLine(address.postalCode),
  });
}

/** Removes line breaks and other control characters, which could forge lines or headers. */
function oneLine(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new RangeError(`Text of ${text.length} characters must have at most ${MAX_TEXT_LENGTH}`);
  }
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

function present<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new RangeError(`Order without "${field}"`);
  return value;
}
