import type { TestContext } from "node:test";
import { type Client, createClient, createRouterTransport } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import { startSqlite } from "@hipstershop/database/testing";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { createLedger } from "../ledger.ts";
import { LEDGER_DATABASE } from "../ledger-database.ts";
import { createPayment, type PaymentOptions } from "../payment.ts";

/** A PaymentService in this process. */
export interface OpenPayments {
  readonly client: Client<typeof PaymentService>;
  /** What it has logged: the arguments of each call. */
  readonly logged: unknown[][];
}

/** Returns a PaymentService over a database. */
export function openPayments(
  database: Pick<Database, "read" | "transaction">,
  { now = () => new Date(), faults }: Partial<Pick<PaymentOptions, "now" | "faults">> = {},
): OpenPayments {
  const logged: unknown[][] = [];
  const log = { info: (...entry: unknown[]) => void logged.push(entry) };
  const ledger = createLedger(database, { date: () => now().getTime() });
  const transport = createRouterTransport(({ service }) => {
    service(PaymentService, createPayment({ ledger, log, now, ...(faults && { faults }) }));
  });
  return { client: createClient(PaymentService, transport), logged };
}

/** Returns a PaymentService over a ledger of its own, at a time. */
export async function startPayments(
  t: TestContext,
  now = "2026-11-30T23:59:59.999Z",
): Promise<OpenPayments & { readonly folder: string }> {
  const { folder, open } = await startSqlite(t, LEDGER_DATABASE);
  return { ...openPayments(open(), { now: () => new Date(now) }), folder };
}
