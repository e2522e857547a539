import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import {
  type CheckoutService,
  type GetOrderRequest,
  type Order,
  OrderSchema,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";

/** An order of the fake shop. A test may change its state. */
export interface FakeOrder {
  readonly userId: string;
  readonly key: string;
  readonly order: Order;
}

/**
 * Makes a checkoutservice that places every order at once, each thing at 8.99 and so the shipping. A
 * key is one order.
 *
 * @param orders Filled with the orders, the newest first.
 * @param takeCart Empties the cart of a user, and returns what was in it.
 */
export function fakeCheckout(orders: FakeOrder[], takeCart: (userId: string) => CartItem[]) {
  const find = (userId: string, { case: kind, value }: GetOrderRequest["name"]) =>
    orders.find(
      (each) =>
        each.userId === userId &&
        value === (kind === "orderId" ? each.order.result?.orderId : each.key),
    )?.order;

  return {
    placeOrder({ userId, userCurrency, address, email, idempotencyKey: key }) {
      const known = key && find(userId, { case: "idempotencyKey", value: key });
      if (known) return known.result ? { order: known.result } : {};
      const cost = create(MoneySchema, {
        currencyCode: userCurrency,
        units: 8n,
        nanos: 990_000_000,
      });
      const order = create(OrderSchema, {
        result: {
          orderId: `b9a51dd8-c8a9-11f0-8de9-${String(orders.length).padStart(12, "0")}`,
          shippingTrackingId: "AB-35123-171234567",
          shippingCost: cost,
          ...(address && { shippingAddress: address }),
          items: takeCart(userId).map((item) => ({ item, cost })),
        },
        state: OrderState.PLACED,
        email,
        begunAt: { seconds: 1_763_800_000n },
        changedAt: { seconds: 1_763_800_001n },
      });
      orders.unshift({ userId, key, order });
      return order.result ? { order: order.result } : {};
    },
    getOrder({ userId, name }) {
      const order = find(userId, name);
      if (!order) throw new ConnectError("no such order", Code.NotFound);
      return { order };
    },
    cancelOrder({ userId, name }) {
      const order = find(userId, name);
      return order ? { order } : {};
    },
    listOrders: ({ userId }) => ({
      all: orders.filter((each) => each.userId === userId).map(({ order }) => order),
    }),
  } satisfies Partial<ServiceImpl<typeof CheckoutService>>;
}
