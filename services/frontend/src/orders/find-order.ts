import { Code, ConnectError } from "@connectrpc/connect";
import type { GetOrderRequest, Order } from "@hipstershop/proto/hipstershop/checkout";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";

/** Returns an order of the visitor's session; undefined where there is none of that name. */
export async function findOrder(
  services: Services,
  { sessionId }: Visit,
  name: GetOrderRequest["name"],
): Promise<Order | undefined> {
  try {
    return (await services.checkout.getOrder({ userId: sessionId, name })).order;
  } catch (error) {
    if (ConnectError.from(error).code === Code.NotFound) return undefined;
    throw error;
  }
}

/** Whether an order may have such an id, or such a key. */
export function isOrderName(name: string): boolean {
  return /^[\w-]{1,128}$/.test(name);
}
