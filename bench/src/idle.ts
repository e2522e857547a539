// Prints, in markdown, what telemetry takes of the memory of an idle service, run as in its image:
// "npm run bench:idle -w bench", after "npm run build". Linux only.
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startShop } from "@hipstershop/e2e/shop";
import { startReceiver } from "@hipstershop/telemetry/testing";
import { markdownTable } from "./markdown-table.ts";
import { median } from "./median.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "25" },
    service: { type: "string", default: "currencyservice" },
  },
});

await using receiver = await startReceiver();
const contenders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  off: { OTEL_SDK_DISABLED: "true" },
  "on, with nobody to receive it": {},
  "on, with a receiver": { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
};
const bytes = new Map<string, number[]>();
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, env] of Object.entries(contenders)) {
    await using shop = await startShop({ services: [values.service], env, bundled: true });
    await delay(1_000 * Number(values.seconds));
    bytes.set(name, [...(bytes.get(name) ?? []), await ownBytes(shop.pid(values.service))]);
  }
}
if (receiver.metrics.length === 0) throw new Error("nothing was recorded");
const off = median(bytes.get("off") ?? []);
console.log(
  markdownTable(
    ["telemetry", "MB", "MB more"],
    [...bytes].map(([name, all]) => {
      const now = median(all);
      return [name, (now / 1e6).toFixed(1), ((now - off) / 1e6).toFixed(1)];
    }),
    { labels: 1 },
  ),
);

/** Returns the memory of a process without the files that it has mapped, which others may share. */
async function ownBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return 1_024 * Number(/^Anonymous:\s+(\d+) kB$/m.exec(text)?.[1]);
}
