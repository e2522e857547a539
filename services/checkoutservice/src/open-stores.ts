import type { Database } from "@hipstershop/database";
import type { Dependencies } from "./dependencies.ts";
import { createOrderStore } from "./store/create-order-store.ts";
import { createDeliveryStore } from "./store/delivery-store.ts";
import { createEventLog } from "./store/event-log.ts";
import { createRefundStore } from "./store/refund-store.ts";

/** Returns the stores in a database of ORDER_DATABASE. */
export function openStores(
  database: Database,
): Pick<Dependencies, "orders" | "deliveries" | "refunds" | "events"> {
  return {
    orders: createOrderStore(database),
    deliveries: createDeliveryStore(database),
    refunds: createRefundStore(database),
    events: createEventLog(database),
  };
}
