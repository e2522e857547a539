// Prints, in markdown, how the cost of the shop grows: "npm run bench:growth -w bench", after
// "npm run build". With "--only connections" one of the tables.
import { parseArgs } from "node:util";
import type { Axis, GrowthOptions } from "./growth/axis.ts";
import { cartLines } from "./growth/cart-lines.ts";
import { connections } from "./growth/connections.ts";
import { orderHistory } from "./growth/order-history.ts";
import { products } from "./growth/products.ts";
import { replicas } from "./growth/replicas.ts";
import { markdownTable } from "./markdown-table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "1" },
    only: { type: "string" },
  },
});

const axes: Readonly<Record<string, Axis>> = {
  products,
  replicas,
  connections,
  "cart lines": cartLines,
  "orders of others": orderHistory("others", [1, 1_000, 100_000, 1_000_000]),
  "own orders": orderHistory("own", [1, 100, 1_000, 10_000]),
};
const options: GrowthOptions = {
  rounds: Number(values.rounds),
  durationMs: Number(values.seconds) * 1_000,
  failures: new Map(),
};
console.log("CPU µs of all processes for a request, unless another unit is named.\n");
for (const [name, axis] of Object.entries(axes)) {
  if (values.only !== undefined && values.only !== name) continue;
  const rows: (readonly (number | string)[])[] = [];
  for await (const row of axis.rows(options)) rows.push(row);
  console.log(`${markdownTable(axis.head, rows, { labels: 0 })}\n`);
}
for (const [failure, times] of options.failures) console.log(`${times} × ${failure}`);
