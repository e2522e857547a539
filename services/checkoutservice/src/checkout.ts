import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { reached } from "@hipstershop/service";
import { checkOrder } from "./check-order.ts";
import { type PlacingDependencies, placeOrder } from "./place-order.ts";

/** Returns the implementation of CheckoutService over what it needs, which the caller closes. */
export function createCheckout(
  deps: PlacingDependencies,
): Partial<ServiceImpl<typeof CheckoutService>> {
  return {
    async placeOrder(request, { signal }) {
      return { order: await placeOrder(deps, checkOrder(request), signal) };
    },

    async listOrders({ userId }) {
      if (userId === "") throw new ConnectError("user_id must be set", Code.InvalidArgument);
      const found = await reached("order", deps.orders.list(userId, MAX_LISTED));
      return {
        orders: found.map(({ order, placedMs }) => ({
          order,
          placedAt: timestampFromMs(placedMs),
        })),
      };
    },
  };
}

const MAX_LISTED = 100;
