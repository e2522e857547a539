import { fromBinary } from "@bufbuild/protobuf";
import type { Database, Sql } from "@hipstershop/database";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { createLeaseWatch } from "../lease-watch.ts";

/** The orders that the release before the ledger has left in SQLite. */
export interface EarlierOrders {
  /**
   * Makes them orders of this release. What was placed stays placed. What was charged and not
   * placed goes on to be shipped, once nobody has it in hand. What was only claimed is dropped.
   */
  adopt(): Promise<void>;
}

/** Returns the earlier orders in a database. `leaseMs` is how long the earlier release had. */
export function createEarlierOrders(
  database: Database,
  { leaseMs, now = () => performance.now() }: { readonly leaseMs: number; now?: () => number },
): EarlierOrders {
  const leases = createLeaseWatch(leaseMs, now);
  if (database.kind !== "sqlite") return { adopt: async () => {} };

  /** Returns whether the process that has claimed an order is done with it, or dead. */
  const isFree = ({ placedMs, beat, holder }: EarlierRow) =>
    placedMs !== null || beat === 0 || leases.hasRunOut(holder);

  /** Returns how many it has adopted. */
  async function adoptSome(): Promise<number> {
    const rows = await database.read((sql) => sql<EarlierRow>(LIST, BATCH));
    leases.observe(rows.filter(({ placedMs, beat }) => placedMs === null && beat > 0));
    const free = rows.filter(isFree);
    if (free.length === 0) return 0;
    return await database.transaction(async (sql) => {
      let adopted = 0;
      for (const row of free) adopted += (await adoptOne(sql, row)) ? 1 : 0;
      return adopted;
    });
  }

  return {
    async adopt() {
      while ((await adoptSome()) === BATCH);
    },
  };
}

/**
 * Returns whether a key names an order that is still the earlier release's, and may be charged. To be
 * asked in SQLite only.
 */
export async function isEarlierKey(sql: Sql, userId: string, key: string): Promise<boolean> {
  return (await sql(HAS, userId, key)).length > 0;
}

/** How many to adopt in one transaction. */
const BATCH = 1_000;

interface EarlierRow {
  readonly id: number;
  readonly userId: string;
  readonly key: string;
  readonly holder: string;
  readonly beat: number;
  readonly transactionId: string | null;
  readonly result: Uint8Array | null;
  readonly placedMs: number | null;
}

/** Returns whether nothing is left to be done with the row. */
async function adoptOne(sql: Sql, row: EarlierRow): Promise<boolean> {
  // The holder may have been faster. If not, it has lost its claim from now on.
  const [taken] = await sql(TAKE, row.id, row.holder, row.beat);
  if (!taken || row.result === null) return true;
  const { userId, key, result, placedMs, transactionId } = row;
  const { orderId } = fromBinary(OrderResultSchema, result);
  const placed = placedMs !== null;
  const atMs = placedMs ?? Date.now();
  const [adopted] = await sql(
    ADOPT,
    ...[orderId, userId, result, placed ? "placed" : "shipping"],
    ...[placed ? null : transactionId, Number(placed), atMs, atMs],
  );
  if (adopted) await sql(NAME, userId, key, orderId);
  // The user has another order under way. This one has its turn after that.
  else await sql(GIVE_BACK, row.holder, row.id);
  return adopted !== undefined;
}

// The holder of an order is a UUID. A word that no UUID is says that it was adopted.
const LIST = `
  SELECT id, user_id AS "userId", idempotency_key AS key, holder, held_until_ms AS beat,
    transaction_id AS "transactionId", result, placed_ms AS "placedMs"
  FROM orders WHERE holder < 'moved' LIMIT ?`;
const TAKE = `
  UPDATE orders SET holder = 'moved ' || id
  WHERE id = ? AND holder = ? AND held_until_ms = ? RETURNING id`;
const GIVE_BACK = "UPDATE orders SET holder = ? WHERE id = ?";
const ADOPT = `
  INSERT INTO order_states (id, user_id, email, result, state, beat, authorized,
    earlier_transaction_id, before_ledger, begun_ms, changed_ms)
  VALUES (?, ?, '', ?, ?, 0, 1, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`;
// The key names the first order that it was given.
const NAME = `
  INSERT INTO order_keys (user_id, idempotency_key, order_id) VALUES (?, ?, ?)
  ON CONFLICT DO NOTHING`;
const HAS = `
  SELECT id FROM orders WHERE user_id = ? AND idempotency_key = ? AND holder < 'moved'`;
