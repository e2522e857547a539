// Compares what the services of a running shop have written down: "npm run books". Exits with 1 when
// something does not agree, and with 2 when the books cannot be read. See docs/checkout.md.
import { setTimeout as wait } from "node:timers/promises";
import { ConnectError } from "@connectrpc/connect";
import { audit, compareBooks, readBooks, readMailbox } from "@hipstershop/books";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { createClients } from "@hipstershop/rpc";
import { openRegistryFromEnv } from "@hipstershop/service";
import { renderComparison } from "./books/render-comparison.ts";
import { print } from "./print.ts";

/** An order that changed since then counts as under way. */
const SETTLE_MS = 90_000;

/** How often something must be found wrong, one reading a second. */
const TIMES = 3;

try {
  await using registry = await openRegistryFromEnv(process.env);
  await using clients = createClients({ registry });
  const patience = { timeoutMs: 10_000, waitMs: 1_000 };
  const keepers = {
    checkout: clients.client(CheckoutService, patience),
    payment: clients.client(PaymentService, patience),
    shipping: clients.client(ShippingService, patience),
  };
  const email = clients.client(EmailService, patience);
  let readings = 0;
  const compare = async () => {
    if (readings++ > 0) await wait(1_000);
    const sinceMs = Date.now() - SETTLE_MS;
    const mailbox = await readMailbox(email);
    const books = await readBooks(keepers);
    return compareBooks(mailbox ? { ...books, mailbox } : books, sinceMs);
  };
  const comparison = await audit(compare, { times: TIMES });
  print(renderComparison(comparison).split("\n"));
  process.exitCode = comparison.problems.length === 0 ? 0 : 1;
} catch (error) {
  const message = error instanceof ConnectError ? error.rawMessage : (error as Error).message;
  print(message.split("\n"), process.stderr);
  process.exitCode = 2;
}
