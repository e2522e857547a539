import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { create, toBinary } from "@bufbuild/protobuf";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";

/** An order as the release before the ledger has left it, named by its user and key. */
export interface EarlierOrder {
  readonly orderId: string;
  readonly userId: string;
  readonly idempotencyKey: string;
  /** The release was killed when it had claimed it, charged it, or placed it. */
  readonly left: "claimed" | "charged" | "placed";
}

/** Makes the file of orders of the release before the ledger, with as many of each kind. */
export function leaveEarlierOrders(path: string, ofEachKind: number): EarlierOrder[] {
  using file = new DatabaseSync(path);
  file.exec(TABLE);
  const insert = file.prepare(`
    INSERT INTO orders
      (user_id, idempotency_key, holder, held_until_ms, transaction_id, result, placed_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const kinds = (["claimed", "charged", "placed"] as const).flatMap((left) =>
    Array<typeof left>(ofEachKind).fill(left),
  );
  return kinds.map((left) => {
    const order = { orderId: randomUUID(), userId: randomUUID(), idempotencyKey: "form", left };
    const charged = left !== "claimed";
    const now = Date.now();
    insert.run(
      ...[order.userId, order.idempotencyKey, randomUUID(), left === "placed" ? 0 : now + 5_000],
      ...[charged ? randomUUID() : null, charged ? resultOf(order.orderId) : null],
      left === "placed" ? now : null,
    );
    return order;
  });
}

function resultOf(orderId: string): Uint8Array {
  const price = { currencyCode: "USD", units: 8n, nanos: 990_000_000 };
  const item = { productId: "6E92ZMYYFZ", quantity: 1 };
  const result = create(OrderResultSchema, {
    orderId,
    items: [{ item, cost: price, productName: "Mug" }],
    shippingCost: price,
    shippingAddress: { streetAddress: "1 Main Street", city: "Cork", country: "Ireland" },
  });
  return toBinary(OrderResultSchema, result);
}

/** As that release made it. */
const TABLE = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE orders (
    id              INTEGER PRIMARY KEY,
    user_id         TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    holder          TEXT NOT NULL,
    held_until_ms   INTEGER NOT NULL,
    transaction_id  TEXT,
    result          BLOB,
    placed_ms       INTEGER,
    UNIQUE (user_id, idempotency_key)
  ) STRICT;
  CREATE UNIQUE INDEX orders_by_holder ON orders (holder);
  CREATE INDEX orders_held ON orders (holder, held_until_ms)
    WHERE placed_ms IS NULL AND held_until_ms > 0;
  CREATE INDEX orders_by_user ON orders (user_id, placed_ms);`;
