// Prints, in markdown, what the whole shop costs, as processes of their own and as one:
// "npm run bench:shop -w bench".
import { parseArgs } from "node:util";
import { markdownTable } from "./markdown-table.ts";
import { compareShops } from "./shop/compare-shops.ts";
import { measureShop } from "./shop/measure-shop.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });

const figures = await measureShop({ durationMs: Number(values.seconds) * 1_000 });
const mb = (bytes: number) => (bytes / 1e6).toFixed(0);

console.log(
  markdownTable(
    [
      "mode",
      "first whole page s",
      "processes",
      "PSS MB",
      "services' PSS MB",
      "services' RSS MB",
      "their RSS MB after load",
    ],
    figures.map(({ mode, firstPageMs, ready, loaded }) => [
      mode,
      (firstPageMs / 1_000).toFixed(1),
      ready.tree.processes,
      mb(ready.tree.pss),
      mb(ready.services.pss),
      mb(ready.services.rss),
      mb(loaded.services.rss),
    ]),
    { labels: 1 },
  ),
);
console.log();
console.log(
  markdownTable(
    ["mode", "load", "requests/s", "p50 ms", "p99 ms", "failed"],
    figures.flatMap(({ mode, loads }) =>
      loads.map(({ load, requestsPerSecond, p50Ms, p99Ms, failed }) => [
        mode,
        load,
        requestsPerSecond.toFixed(0),
        p50Ms.toFixed(2),
        p99Ms.toFixed(2),
        failed,
      ]),
    ),
    { labels: 2 },
  ),
);

const production = { NODE_ENV: "production" };
const on = await compareShops(production);
const off = await compareShops({ ...production, RESPONSE_CACHE: "false" });
console.log("\nThe home page's p50 in one process, as a part of that in ten, by turns:");
console.log(`${on.toFixed(2)} with the response cache, ${off.toFixed(2)} without`);
