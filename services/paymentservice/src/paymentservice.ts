import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { defineService } from "@hipstershop/service";
import { createLedger } from "./ledger.ts";
import { LEDGER_DATABASE } from "./ledger-database.ts";
import { createPayment } from "./payment.ts";

/** Checks cards, pretends to charge them, and keeps a ledger of what it did. */
export const paymentservice = defineService({
  service: PaymentService,
  async create({ database, log, faults }) {
    return createPayment({ ledger: createLedger(await database(LEDGER_DATABASE)), log, faults });
  },
});
