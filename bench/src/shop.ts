// Prints, in markdown, what the whole shop costs: "npm run bench:shop -w bench", after
// "npm run build". With "--set RESPONSE_CACHE=false" the shop has that variable.
import { parseArgs } from "node:util";
import { markdownTable } from "./markdown-table.ts";
import { measureShop, type ShopFigures } from "./shop/measure-shop.ts";
import { bundleCommands, scriptCommand } from "./shop/shop-commands.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2.5" },
    set: { type: "string", multiple: true, default: [] },
    only: { type: "string" },
  },
});

const modes = {
  "ten processes": await bundleCommands(),
  "npm start": scriptCommand("start"),
  "npm run dev": scriptCommand("dev"),
};
const options = {
  rounds: Number(values.rounds),
  durationMs: Number(values.seconds) * 1_000,
  env: Object.fromEntries(values.set.map((each) => each.split(/=(.*)/s, 2))),
};
const figures = new Map<string, ShopFigures>();
for (const [mode, commands] of Object.entries(modes)) {
  if (values.only && values.only !== mode) continue;
  figures.set(mode, await measureShop(commands, options));
}

const all = [...figures.values()];
const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
const times = (failures: ReadonlyMap<string, number>) =>
  failures.values().reduce((sum, each) => sum + each, 0);
const names = [...(all[0]?.loads.keys() ?? [])];

console.log("CPU seconds of all processes for 1,000 requests; requests/s:\n");
console.log(
  markdownTable(
    ["load, at once", ...figures.keys()],
    [
      ...names.map((name) => [
        name,
        ...all.map(({ loads }) => {
          const { cpuSeconds = 0, requestsPerSecond = 0 } = loads.get(name) ?? {};
          return `${cpuSeconds.toFixed(2)}; ${requestsPerSecond.toFixed(0)}`;
        }),
      ]),
      ["failed", ...all.map(({ failures }) => times(failures))],
      ["processes", ...all.map(({ idle }) => idle.processes)],
      [
        "PSS idle / after load, MB",
        ...all.map(({ idle, loaded }) => `${mb(idle.pss)} / ${mb(loaded.pss)}`),
      ],
      ["first whole page, s", ...all.map(({ firstPageMs }) => (firstPageMs / 1_000).toFixed(1))],
    ],
    { labels: 1 },
  ),
);
console.log("\nLatency, p50 / p99 in ms:\n");
console.log(
  markdownTable(
    ["load, at once", ...figures.keys()],
    names.map((name) => [
      name,
      ...all.map(({ loads }) => {
        const { p50Ms = 0, p99Ms = 0 } = loads.get(name) ?? {};
        return `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(1)}`;
      }),
    ]),
    { labels: 1 },
  ),
);
for (const [mode, { failures }] of figures) {
  for (const [failure, count] of failures) console.log(`\n${mode}: ${count} × ${failure}`);
}
