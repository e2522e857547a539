import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { defineService } from "@hipstershop/service";
import { createPayment } from "./payment.ts";

/** Checks cards and pretends to charge them. */
export const paymentservice = defineService({
  service: PaymentService,
  create: ({ log }) => createPayment({ log }),
});
