import { type Client, createClient, createRouterTransport } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { noFaults } from "@hipstershop/service";
import { createShipments } from "../shipments.ts";
import { createShipping, type ShippingOptions } from "../shipping.ts";

/** Returns a client of a ShippingService over a database, at a time. */
export function openShipping(
  database: Pick<Database, "read" | "transaction">,
  date: () => number = Date.now,
  faults: ShippingOptions["faults"] = noFaults,
): Client<typeof ShippingService> {
  const shipments = createShipments(database, { date });
  const transport = createRouterTransport(({ service }) => {
    service(ShippingService, createShipping({ shipments, faults }));
  });
  return createClient(ShippingService, transport);
}
