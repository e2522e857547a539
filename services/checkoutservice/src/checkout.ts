import type { ServiceImpl } from "@connectrpc/connect";
import type { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { cancelOrder } from "./cancel-order.ts";
import { checkOrder } from "./check-order.ts";
import type { Dependencies } from "./dependencies.ts";
import { watchOrders } from "./events/watch-orders.ts";
import { findOrder, noOrder } from "./find-order.ts";
import { listOrders } from "./list-orders.ts";
import { orderMessage } from "./order-message.ts";
import { placeOrder } from "./place-order.ts";
import { refundOrder } from "./refunds/refund-order.ts";

/** Returns the implementation of CheckoutService over what it needs, which the caller closes. */
export function createCheckout(deps: Dependencies): ServiceImpl<typeof CheckoutService> {
  return {
    async placeOrder(request, { signal }) {
      return { order: await placeOrder(deps, checkOrder(request), signal) };
    },
    async getOrder(request) {
      const order = await findOrder(deps, request);
      if (!order || order === "forbidden") throw noOrder();
      return { order: await orderMessage(deps, order) };
    },
    async cancelOrder(request) {
      const order = await cancelOrder(deps, request);
      return order ? { order: await orderMessage(deps, order) } : {};
    },
    async refundOrder(request) {
      return { order: await orderMessage(deps, await refundOrder(deps, request)) };
    },
    listOrders: (request) => listOrders(deps, request),
    watchOrders: (request, { signal }) => watchOrders(deps, request, signal),
  };
}
