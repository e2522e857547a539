import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { defineService } from "@hipstershop/service";
import { SHIPMENT_DATABASE } from "./shipment-database.ts";
import { createShipments } from "./shipments.ts";
import { createShipping } from "./shipping.ts";

/** Quotes and ships. It is a mock: nothing is sent. But it knows what it has sent for each key. */
export const shippingservice = defineService({
  service: ShippingService,
  create: async ({ database, faults }) =>
    createShipping({ shipments: createShipments(await database(SHIPMENT_DATABASE)), faults }),
});
