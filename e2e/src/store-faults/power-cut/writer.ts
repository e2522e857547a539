// Writes orders to a file, eight at a time, and reads. What was answered goes to "answers", before
// anything else is done. Ends as if by kill -9. Arguments: the folder, the first order, durable or not.
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createSqliteDatabase } from "@hipstershop/database";

const [folder = "", first = "0", durable] = process.argv.slice(2);
const answers = openSync(join(folder, "answers"), "a");
const database = createSqliteDatabase(join(folder, "orders.sqlite"), {
  durable: durable === "durable",
  migrations: () => ["CREATE TABLE orders (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT"],
});

async function placeOrders(from: number): Promise<void> {
  for (let id = from; id < from + 60; id++) {
    const insert = "INSERT INTO orders VALUES (?, ?)";
    await database.transaction((sql) => sql(insert, id, `${id} `.repeat(200)));
    writeSync(answers, `${id} `);
    const newest = "SELECT id FROM orders ORDER BY random() LIMIT 1";
    const [seen] = await database.read((sql) => sql<{ id: number }>(newest));
    writeSync(answers, `${seen?.id} `);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, i) => placeOrders(Number(first) + i * 1_000)));
process.kill(process.pid, "SIGKILL");
