import { Code, ConnectError } from "@connectrpc/connect";
import { checkText, invalidArgument, reached, readKey } from "@hipstershop/service";
import type { Dependencies } from "./dependencies.ts";
import type { StoredOrder } from "./store/stored-order.ts";

/** How a request names an order of a user: by its id, or by the key of its PlaceOrder. */
export interface OrderName {
  readonly userId: string;
  readonly name:
    | { readonly case: "orderId" | "idempotencyKey"; readonly value: string }
    | { readonly case: undefined; readonly value?: undefined };
}

/**
 * Returns the order that a request names. "forbidden" is a key that may never name one. Throws a
 * ConnectError INVALID_ARGUMENT that says what the name lacks.
 */
export async function findOrder(
  { orders }: Dependencies,
  { userId, name }: OrderName,
): Promise<StoredOrder | "forbidden" | undefined> {
  if (userId === "") throw invalidArgument("user_id must be set");
  checkText("user_id", userId, 256);
  if (name.case === undefined) throw invalidArgument("order_id or idempotency_key must be set");
  const by = name.case === "orderId" ? "order_id" : "idempotency_key";
  const value = readKey(by, name.value);
  return await reached(
    "order",
    by === "order_id" ? orders.find(userId, value) : orders.findByKey(userId, value),
  );
}

/** Returns the error of an order that is not there. */
export function noOrder(): ConnectError {
  return new ConnectError("there is no such order", Code.NotFound);
}
