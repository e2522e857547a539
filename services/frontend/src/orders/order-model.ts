import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import {
  type Amount,
  addAmounts,
  formatAmount,
  fromMoney,
  multiplyAmount,
} from "@hipstershop/money";
import { addressLines } from "@hipstershop/postal-address";
import {
  DeliveryKind,
  DeliveryState,
  type Order,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import type { LineModel } from "../catalog/line-model.ts";
import type { Catalog } from "../catalog/load-catalog.ts";
import { pictureOf } from "../catalog/picture-of.ts";

/** An order as a page shows it. Times are in ISO 8601. */
export interface OrderModel {
  readonly id: string;
  readonly state: "finishing" | "placed" | "refused" | "canceling" | "canceled";
  /** Whether money was kept aside for it. */
  readonly authorized: boolean;
  /** Where its mails go, where it is known. */
  readonly email: string;
  /** Whether its confirmation could not be mailed. */
  readonly mailGivenUp: boolean;
  /** Set once it was shipped. */
  readonly trackingId: string;
  readonly begunAt?: string | undefined;
  /** When it came to its present state. */
  readonly changedAt?: string | undefined;
  readonly refunds: readonly RefundModel[];
  readonly lines: readonly LineModel[];
  readonly shipping: string;
  readonly total: string;
  readonly address: readonly string[];
}

/** An amount that is given back. */
interface RefundModel {
  readonly amount: string;
  readonly reason: string;
  /** Absent until it is given back. */
  readonly doneAt?: string | undefined;
}

/** Returns an order as a page shows it. Its amounts are those of the order, never converted anew. */
export function orderModel(order: Order, byId: Catalog["byId"] = new Map()): OrderModel {
  const { result, state, authorized, email, deliveries, refunds } = order;
  return {
    state: STATES.get(state) ?? "finishing",
    authorized,
    email,
    mailGivenUp: deliveries.some(
      (each) => each.kind === DeliveryKind.MAIL && each.state === DeliveryState.GIVEN_UP,
    ),
    begunAt: isoTime(order.begunAt),
    changedAt: isoTime(order.changedAt),
    refunds: refunds.map(({ amount, reason, doneAt }) => ({
      amount: formatAmount(amountOf(amount)),
      reason,
      doneAt: isoTime(doneAt),
    })),
    ...receipt(result, byId),
  };
}

const STATES = new Map<OrderState, OrderModel["state"]>([
  [OrderState.PLACED, "placed"],
  [OrderState.REFUSED, "refused"],
  [OrderState.CANCELING, "canceling"],
  [OrderState.CANCELED, "canceled"],
]);

function receipt(order: OrderResult | undefined, byId: Catalog["byId"]) {
  const shipping = amountOf(order?.shippingCost);
  const items = (order?.items ?? []).map(({ item, cost, productName }) => {
    const price = cost ? fromMoney(cost) : { ...shipping, nanos: 0n };
    const quantity = item?.quantity ?? 0;
    const productId = item?.productId ?? "";
    return { productId, productName, quantity, price, total: multiplyAmount(price, quantity) };
  });
  return {
    id: order?.orderId ?? "",
    trackingId: order?.shippingTrackingId ?? "",
    lines: items.map(({ productId, productName, quantity, price, total }) => {
      const product = byId.get(productId);
      return {
        productId,
        quantity,
        // The name when it was bought. Orders of earlier releases do not have it.
        name: productName || product?.name || productId,
        picture: product && pictureOf(product),
        price: formatAmount(price),
        total: formatAmount(total),
      };
    }),
    shipping: formatAmount(shipping),
    total: formatAmount(addAmounts(shipping, ...items.map(({ total }) => total))),
    address: order?.shippingAddress ? addressLines(order.shippingAddress) : [],
  };
}

function amountOf(money: OrderResult["shippingCost"]): Amount {
  return money ? fromMoney(money) : { currencyCode: "USD", nanos: 0n };
}

function isoTime(time: Timestamp | undefined): string | undefined {
  return time && timestampDate(time).toISOString();
}
