// Prints, in markdown, what the observer takes when its memory is full: "npm run bench:observer -w bench",
// after "npm run build". Linux only.
import { parseArgs } from "node:util";
import { markdownTable } from "./markdown-table.ts";
import { measureObserver } from "./observer/measure-observer.ts";
import { observerCommands } from "./observer/observer-commands.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    calls: { type: "string", default: "500" },
  },
});

const rows: (readonly [string, ...string[]])[] = [];
for (const [name, command] of Object.entries(await observerCommands())) {
  const { emptyBytes, fullBytes, spanCpuUs, cpuPart } = await measureObserver(command, {
    callsPerSecond: Number(values.calls),
    durationMs: Number(values.seconds) * 1_000,
  });
  const megabytes = [emptyBytes, fullBytes].map((bytes) => (bytes / 1e6).toFixed(0));
  rows.push([name, ...megabytes, spanCpuUs.toFixed(0), `${(100 * cpuPart).toFixed(1)} %`]);
}
console.log(
  markdownTable(
    [
      "observer",
      "MB, empty",
      "MB, full",
      "CPU µs for a span, as fast as it can",
      `of a core, at ${values.calls} calls/s`,
    ],
    rows,
    { labels: 1 },
  ),
);
