import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Client, createClient, createRouterTransport } from "@connectrpc/connect";
import { createSqliteDatabase, type Database } from "@hipstershop/database";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { SHIPMENT_DATABASE } from "../shipment-database.ts";
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

/** Returns what opens the database in a SQLite file of the test's own, until the test ends. */
export async function startFile(t: TestContext): Promise<() => Database> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-shipments-"));
  const opened = new AsyncDisposableStack();
  opened.defer(() => rm(folder, { recursive: true }));
  t.after(() => opened.disposeAsync());
  const path = join(folder, "shipments.sqlite");
  return () => opened.use(createSqliteDatabase(path, SHIPMENT_DATABASE));
}
