import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface CopyOrderOptions {
  /** The number of the last copy that there is. */
  readonly after: number;
  /** The number of the last copy that there is to be. */
  readonly upTo: number;
  /** Whether each is of another user, or all are of the same. */
  readonly whose: "others" | "own";
}

/** How many rows are written in one transaction, for which the shop may have to wait. */
const CHUNK = 20_000;

/**
 * Writes copies of the first order of a user into the SQLite files of a shop, with their payments
 * and shipments. Returns how many bytes these files have.
 */
export function copyOrder(folder: string, userId: string, options: CopyOrderOptions): number {
  const { whose } = options;
  const user = whose === "own" ? {} : { user_id: "'user-' || k" };
  const orderId = "'copy-' || k";
  const files: Readonly<Record<string, (copy: Copy, order: string) => void>> = {
    orders(copy, order) {
      copy("order_states", `id = '${order}'`, { id: orderId, cart_version: orderId, ...user });
      copy("order_deliveries", `order_id = '${order}'`, { order_id: orderId, ...user });
      copy("order_events", `order_id = '${order}'`, { order_id: orderId });
    },
    payments(copy, order) {
      const payment = `SELECT id FROM payments WHERE key = '${order}'`;
      copy("payments", `key = '${order}'`, { key: orderId, id: NUMBER });
      copy("entries", `payment_id = (${payment})`, { payment_id: NUMBER });
    },
    shipments: (copy, order) => copy("shipments", `key = '${order}'`, { key: orderId }),
  };
  using orders = new DatabaseSync(join(folder, "orders.sqlite"), { readOnly: true });
  const first = "SELECT id FROM order_states WHERE user_id = ? ORDER BY number LIMIT 1";
  const { id } = orders.prepare(first).get(userId) as { id: string };
  let bytes = 0;
  for (const [name, copyAll] of Object.entries(files)) {
    const path = join(folder, `${name}.sqlite`);
    using database = new DatabaseSync(path, { timeout: 60_000 });
    copyAll(copier(database, options), id);
    // Into the file, all of it that nobody reads just now.
    database.exec("PRAGMA wal_checkpoint");
    bytes += statSync(path).size;
  }
  return bytes;
}

/** Copies the rows of a table for which a condition holds, but for what is set anew for each. */
type Copy = (table: string, where: string, anew: Readonly<Record<string, string>>) => void;

/** The number of a payment, below those that are given meanwhile. */
const NUMBER = "-k";

/** Returns what copies. In SQL, `k` is the number of the copy. */
function copier(database: DatabaseSync, { after, upTo }: CopyOrderOptions): Copy {
  return (table, where, anew) => {
    const all = database.prepare("SELECT name, type, pk FROM pragma_table_info(?)").all(table);
    // A number that the table gives by itself is left to it.
    const counter = all.filter(({ pk }) => pk).length === 1 ? "INTEGER" : "";
    const columns = all.flatMap(({ name, type, pk }) =>
      pk && type === counter && !anew[`${name}`] ? [] : [`${name}`],
    );
    const values = columns.map((column) => anew[column] ?? column);
    const insert = database.prepare(
      `WITH RECURSIVE copies (k) AS (
         SELECT CAST(? AS INTEGER) UNION ALL SELECT k + 1 FROM copies WHERE k < ?)
       INSERT INTO ${table} (${columns}) SELECT ${values} FROM copies, ${table} WHERE ${where}`,
    );
    for (let k = after; k < upTo; k += CHUNK) insert.run(k + 1, Math.min(k + CHUNK, upTo));
  };
}
