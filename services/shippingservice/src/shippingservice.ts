import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { defineService } from "@hipstershop/service";
import { createShipping } from "./shipping.ts";

/** Quotes and ships. It is a mock: nothing is sent. */
export const shippingservice = defineService({
  service: ShippingService,
  create: () => createShipping(),
});
