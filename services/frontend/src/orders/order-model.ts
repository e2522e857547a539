import { addressLines } from "@hipstershop/address";
import {
  type Amount,
  addAmounts,
  formatAmount,
  fromMoney,
  multiplyAmount,
} from "@hipstershop/money";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import type { LineModel } from "../catalog/line-model.ts";
import { pictureOf } from "../catalog/picture-of.ts";

/** An order as a page shows it. */
export interface OrderModel {
  readonly id: string;
  readonly trackingId: string;
  /** In ISO 8601, where it is known. */
  readonly placedAt?: string | undefined;
  readonly lines: readonly LineModel[];
  readonly shipping: string;
  readonly total: string;
  readonly address: readonly string[];
}

/** Returns an order as a page shows it. Its amounts are those of the order, never converted anew. */
export function orderModel(
  order: OrderResult,
  products: readonly Product[],
  placedAt?: Date,
): OrderModel {
  const byId = new Map(products.map((product) => [product.id, product]));
  const shipping = amountOf(order.shippingCost);
  const items = order.items.map(({ item, cost, productName }) => {
    const price = cost ? fromMoney(cost) : { ...shipping, nanos: 0n };
    const quantity = item?.quantity ?? 0;
    const productId = item?.productId ?? "";
    return { productId, productName, quantity, price, total: multiplyAmount(price, quantity) };
  });
  return {
    id: order.orderId,
    trackingId: order.shippingTrackingId,
    placedAt: placedAt?.toISOString(),
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
    address: order.shippingAddress ? addressLines(order.shippingAddress) : [],
  };
}

function amountOf(money: OrderResult["shippingCost"]): Amount {
  return money ? fromMoney(money) : { currencyCode: "USD", nanos: 0n };
}
