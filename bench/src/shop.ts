// Prints, in markdown, what the whole shop costs, as processes of their own and as one:
// "npm run bench:shop -w @hipstershop/bench -- --seconds 5".
import { parseArgs } from "node:util";
import { measureShop, type ShopFigures } from "./shop/measure-shop.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });

const figures = await measureShop({ durationMs: Number(values.seconds) * 1_000 });
console.log(table(figures));

function table(rows: readonly ShopFigures[]): string {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
  const head = [
    "mode",
    "first whole page s",
    "processes",
    "RSS MB ready",
    "PSS MB ready",
    "services' PSS MB",
    "PSS MB loaded",
    "connections",
    "pages/s",
    "p50 ms",
    "p99 ms",
    "failed",
  ];
  const lines = rows.flatMap((row) =>
    row.pages.map((page) => [
      row.mode,
      (row.firstPageMs / 1_000).toFixed(1),
      row.ready.processes,
      mb(row.ready.rss),
      mb(row.ready.pss),
      mb(row.ready.servicesPss),
      mb(row.loaded.pss),
      page.connections,
      page.pagesPerSecond.toFixed(0),
      page.p50Ms.toFixed(2),
      page.p99Ms.toFixed(2),
      page.failed,
    ]),
  );
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
