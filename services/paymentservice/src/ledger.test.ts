import { startFile } from "./testing/open-payments.ts";
import { paymentContract } from "./testing/payment-contract.ts";

paymentContract("SQLite", async (t) => (await startFile(t)).open);
