import { databaseKinds } from "@hipstershop/database/testing";
import { LEDGER_DATABASE } from "./ledger-database.ts";
import { paymentContract } from "./testing/payment-contract.ts";

for (const { name, start, skip } of databaseKinds) {
  paymentContract(name, (t) => start(t, LEDGER_DATABASE), { skip });
}
