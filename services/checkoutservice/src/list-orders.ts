import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type {
  ListOrdersRequest,
  ListOrdersResponseSchema,
} from "@hipstershop/proto/hipstershop/checkout";
import { checkText, listPage, reached } from "@hipstershop/service";
import type { Dependencies } from "./dependencies.ts";
import { orderMessages } from "./order-message.ts";

/** The most orders of one user. */
const MAX_LISTED = 100;

/** Returns the newest orders of a user, or a page of all users' orders. */
export async function listOrders(
  deps: Dependencies,
  request: ListOrdersRequest,
): Promise<MessageInitShape<typeof ListOrdersResponseSchema>> {
  const { orders } = deps;
  const { userId } = request;
  if (userId === "") {
    const list = request.newestFirst ? orders.listNewest : orders.listAll;
    const { found, nextPageToken } = await listPage(request, async (afterId, limit) => {
      const page = await reached("order", list(afterId, limit));
      return page.map((order) => ({ id: order.number, order }));
    });
    const page = found.map(({ order }) => order);
    return { all: await orderMessages(deps, page), nextPageToken };
  }
  checkText("user_id", userId, 256);
  const [placed, all] = await reached(
    "order",
    Promise.all([orders.listPlaced(userId, MAX_LISTED), orders.listOf(userId, MAX_LISTED)]),
  );
  return {
    orders: placed.map(({ result: order, changedMs }) => ({
      order,
      placedAt: timestampFromMs(changedMs),
    })),
    all: await orderMessages(deps, all),
  };
}
