import { type Client, createClient, createRouterTransport } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { createShipments } from "../shipments.ts";
import { createShipping } from "../shipping.ts";

/** Returns a client of a ShippingService over a database, at a time. */
export function openShipping(
  database: Pick<Database, "read" | "transaction">,
  date: () => number = Date.now,
): Client<typeof ShippingService> {
  const shipments = createShipments(database, { date });
  const transport = createRouterTransport(({ service }) => {
    service(ShippingService, createShipping({ shipments }));
  });
  return createClient(ShippingService, transport);
}
