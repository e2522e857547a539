import type { ServiceDatabaseOptions } from "@hipstershop/service";

/** The database that shipments are kept in: a row for each key. */
export const SHIPMENT_DATABASE = {
  name: "shipments",
  durable: true,
  migrations: ({ counter, integer, strict }) => [
    `CREATE TABLE shipments (
      id          ${counter},
      key         TEXT NOT NULL UNIQUE,
      epoch       ${integer} NOT NULL,
      tracking_id TEXT NOT NULL DEFAULT '',
      items       TEXT NOT NULL DEFAULT '[]',
      shipped_ms  ${integer},
      canceled_ms ${integer}
    ) ${strict}`,
  ],
} as const satisfies ServiceDatabaseOptions;
