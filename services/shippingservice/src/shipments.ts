import { Code, ConnectError } from "@connectrpc/connect";
import type { Database, Row, Sql } from "@hipstershop/database";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import { checkEpoch, type RequestName } from "@hipstershop/service";

/**
 * The shipments that have a key, in a database that all instances share. Each method rejects with a
 * ConnectError FAILED_PRECONDITION when the epoch is older than one that the key has seen.
 */
export interface Shipments {
  /**
   * Keeps a shipment, and returns its tracking id: of a key that has one, the first. Rejects with a
   * ConnectError FAILED_PRECONDITION when the key was canceled.
   */
  ship(name: RequestName, shipment: NewShipment): Promise<string>;

  /** Cancels the shipment of a key. Where there is none, there can be none later. */
  cancel(name: RequestName): Promise<void>;

  /** Returns at most `limit` shipments with an id above `afterId`, in the order of their ids. */
  list(afterId: number, limit: number): Promise<KeptShipment[]>;
}

/** What is sent. The address is not kept: nobody asks for it. */
export interface NewShipment {
  readonly trackingId: string;
  readonly items: readonly Item[];
}

type Item = Pick<CartItem, "productId" | "quantity">;

/** A shipment, or the place of one that is forbidden: that has no tracking id and no items. */
export interface KeptShipment extends NewShipment {
  /** Counts the keys in the order in which they were first named. */
  readonly id: number;
  readonly key: string;
  /** In milliseconds since the epoch. Undefined where it has not happened. */
  readonly shippedMs: number | undefined;
  readonly canceledMs: number | undefined;
}

/** Returns the shipments in a database of SHIPMENT_DATABASE. `date` is a clock as `Date.now`. */
export function createShipments(
  database: Pick<Database, "read" | "transaction">,
  { date = Date.now }: { readonly date?: () => number } = {},
): Shipments {
  return {
    ship: (name, { trackingId, items }) =>
      database.transaction(async (sql) => {
        const { id, tracking_id: earlier, canceled_ms: canceledMs } = await lock(sql, name);
        if (canceledMs !== null) {
          throw new ConnectError("the shipment was canceled", Code.FailedPrecondition);
        }
        if (earlier !== "") return earlier;
        const lines = items.map(({ productId, quantity }): Line => [productId, quantity]);
        await sql(SHIP, trackingId, JSON.stringify(lines), date(), id);
        return trackingId;
      }),
    cancel: (name) =>
      database.transaction(async (sql) => {
        const { id, canceled_ms: canceledMs } = await lock(sql, name);
        if (canceledMs === null) await sql(CANCEL, date(), id);
      }),
    list: async (afterId, limit) =>
      (await database.read((sql) => sql<ShipmentRow>(LIST, afterId, limit))).map(toShipment),
  };
}

interface ShipmentRow extends Row {
  readonly id: number;
  readonly key: string;
  readonly epoch: number | bigint;
  /** Empty, and so is the list of the items, as long as nothing was sent. */
  readonly tracking_id: string;
  readonly items: string;
  readonly shipped_ms: number | null;
  readonly canceled_ms: number | null;
}

/** An item as it is kept, in JSON. */
type Line = [productId: string, quantity: number];

/** Returns the row of a key, and keeps every other request of the key from it. */
async function lock(sql: Sql, { key, epoch }: RequestName): Promise<ShipmentRow> {
  const [row] = await sql<ShipmentRow>(LOCK, key, epoch);
  if (!row) throw new Error("The database returned no row for a shipment");
  checkEpoch("the shipment", epoch, BigInt(row.epoch));
  return row;
}

// Makes the row if there is none. Two requests of a key at once: the second waits here.
const LOCK = `
  INSERT INTO shipments (key, epoch) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET epoch =
    CASE WHEN excluded.epoch > shipments.epoch THEN excluded.epoch ELSE shipments.epoch END
  RETURNING *`;

const SHIP = "UPDATE shipments SET tracking_id = ?, items = ?, shipped_ms = ? WHERE id = ?";

const CANCEL = "UPDATE shipments SET canceled_ms = ? WHERE id = ?";

const LIST = "SELECT * FROM shipments WHERE id > ? ORDER BY id LIMIT ?";

function toShipment(row: ShipmentRow): KeptShipment {
  const lines: Line[] = JSON.parse(row.items);
  return {
    id: row.id,
    key: row.key,
    trackingId: row.tracking_id,
    items: lines.map(([productId, quantity]) => ({ productId, quantity })),
    shippedMs: row.shipped_ms ?? undefined,
    canceledMs: row.canceled_ms ?? undefined,
  };
}
