import { startFile } from "./testing/open-shipping.ts";
import { shipmentContract } from "./testing/shipment-contract.ts";

shipmentContract("SQLite", startFile);
