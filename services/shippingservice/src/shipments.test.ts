import { databaseKinds } from "@hipstershop/database/testing";
import { SHIPMENT_DATABASE } from "./shipment-database.ts";
import { shipmentContract } from "./testing/shipment-contract.ts";

for (const { name, start, skip } of databaseKinds) {
  shipmentContract(name, (t) => start(t, SHIPMENT_DATABASE), { skip });
}
