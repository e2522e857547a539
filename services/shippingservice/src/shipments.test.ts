import { after } from "node:test";
import { createPostgresDatabase } from "@hipstershop/database";
import { noPostgres, startPostgres } from "@hipstershop/database/testing";
import { SHIPMENT_DATABASE } from "./shipment-database.ts";
import { startFile } from "./testing/open-shipping.ts";
import { shipmentContract } from "./testing/shipment-contract.ts";

shipmentContract("SQLite", startFile);

const server = noPostgres ? undefined : await startPostgres();
after(() => server?.[Symbol.asyncDispose]());

shipmentContract(
  "PostgreSQL",
  async (t) => {
    const url = (await server?.createDatabase()) ?? "";
    const opened = new AsyncDisposableStack();
    t.after(() => opened.disposeAsync());
    const options = { ...SHIPMENT_DATABASE, schema: SHIPMENT_DATABASE.name };
    return () => opened.use(createPostgresDatabase(url, options));
  },
  { skip: noPostgres },
);
