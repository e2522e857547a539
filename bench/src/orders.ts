// Prints, in markdown, what an order costs in ten processes: "npm run bench:orders -w bench", after
// "npm run build". With "--base ../other" another checkout takes part.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { markdownTable } from "./markdown-table.ts";
import { measureOrders } from "./orders/measure-orders.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    orders: { type: "string", default: "400" },
    base: { type: "string" },
  },
});

const rows = await measureOrders({
  rounds: Number(values.rounds),
  orders: Number(values.orders),
  base: values.base && resolve(process.env.INIT_CWD ?? ".", values.base),
});
console.log(
  markdownTable(
    ["in flight", "stores", "orders/s", "ratio", "CPU s for 1,000", "failed"],
    rows.map(({ inFlight, contender, ordersPerSecond, ratio, cpuSeconds, failed }) => [
      inFlight,
      contender,
      ordersPerSecond.toFixed(0),
      ratio.toFixed(2),
      cpuSeconds.toFixed(2),
      failed,
    ]),
    { labels: 2 },
  ),
);
const services = [...(rows[0]?.cpuSecondsOf.keys() ?? [])];
console.log();
console.log(
  markdownTable(
    ["CPU s for 1,000", ...rows.map(({ inFlight, contender }) => `${contender}, ${inFlight}`)],
    services.map((service) => [
      service,
      ...rows.map(({ cpuSecondsOf }) => cpuSecondsOf.get(service)?.toFixed(3) ?? "-"),
    ]),
    { labels: 1 },
  ),
);
