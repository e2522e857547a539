import { Code, ConnectError } from "@connectrpc/connect";
import { type Database, type Row, settle } from "@hipstershop/database";
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

/**
 * Returns the shipments in a database of SHIPMENT_DATABASE. `date` is a clock. The default looks
 * `Date.now` up each time, because the fault processClock puts another in its place.
 */
export function createShipments(
  database: Pick<Database, "read" | "transaction">,
  { date = () => Date.now() }: { readonly date?: () => number } = {},
): Shipments {
  return {
    ship: ({ key, epoch }, { trackingId, items }) =>
      settle(database, async (sql) => {
        const lines = items.map(({ productId, quantity }): Line => [productId, quantity]);
        const values = [trackingId, JSON.stringify(lines), date()];
        const row = checked(epoch, await sql<ShipmentRow>(SHIP, key, epoch, ...values));
        if (row.canceled_ms === null) return row.tracking_id;
        throw new ConnectError("the shipment was canceled", Code.FailedPrecondition);
      }),
    cancel: ({ key, epoch }) =>
      settle(database, async (sql) => {
        checked(epoch, await sql<ShipmentRow>(CANCEL, key, epoch, date()));
      }),
    list: async (afterId, limit) =>
      (await database.read((sql) => sql<ShipmentRow>(LIST, afterId, limit))).map(toShipment),
  };
}

interface ShipmentRow extends Row {
  readonly id: number;
  readonly key: string;
  readonly epoch: number | bigint;
  /** Empty, and so is the list of the items, where nothing was sent before it was canceled. */
  readonly tracking_id: string;
  readonly items: string;
  readonly shipped_ms: number | null;
  readonly canceled_ms: number | null;
}

/** An item as it is kept, in JSON. */
type Line = [productId: string, quantity: number];

/** Returns the row of a key, as it is now. Throws, which undoes what was written, for an old epoch. */
function checked(epoch: bigint, [row]: readonly ShipmentRow[]): ShipmentRow {
  if (!row) throw new Error("The database returned no row for a shipment");
  checkEpoch("the shipment", epoch, BigInt(row.epoch));
  return row;
}

/** The columns of a ShipmentRow. A later release may have added others. */
const COLUMNS = "id, key, epoch, tracking_id, items, shipped_ms, canceled_ms";

// A key has a row since its first request. Each of the two statements makes it or changes it, and
// waits while another request of the key has not ended.
const RAISE_EPOCH = `
  ON CONFLICT (key) DO UPDATE SET epoch =
    CASE WHEN excluded.epoch > shipments.epoch THEN excluded.epoch ELSE shipments.epoch END`;

const SHIP = `
  INSERT INTO shipments (key, epoch, tracking_id, items, shipped_ms) VALUES (?, ?, ?, ?, ?)
  ${RAISE_EPOCH} RETURNING ${COLUMNS}`;

const CANCEL = `
  INSERT INTO shipments (key, epoch, canceled_ms) VALUES (?, ?, ?)
  ${RAISE_EPOCH}, canceled_ms = coalesce(shipments.canceled_ms, excluded.canceled_ms)
  RETURNING ${COLUMNS}`;

const LIST = `SELECT ${COLUMNS} FROM shipments WHERE id > ? ORDER BY id LIMIT ?`;

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
