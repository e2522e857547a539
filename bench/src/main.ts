import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type CallsRow, measureCalls } from "./calls/measure-calls.ts";
import { markdownTable } from "./markdown-table.ts";

/** Prints, in markdown, what a call costs: `npm run bench -w @hipstershop/bench`. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "1" },
  },
});
const rounds = Number(values.rounds);
const durationMs = Number(values.seconds) * 1_000;

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}.`);
console.log(`Medians of ${rounds} interleaved rounds of ${values.seconds} s each.\n`);
console.log(table(await measureCalls({ rounds, durationMs })));

function table(rows: readonly CallsRow[]): string {
  const head = [
    "call, in flight",
    "contender",
    "calls/s",
    "ratio",
    "p50 ms",
    "p99 ms",
    "client CPU µs",
    "server CPU µs",
  ];
  const lines = rows.map((row) => [
    `${row.call}, ${row.inFlight}`,
    row.contender,
    row.callsPerSecond.toFixed(0),
    row.ratio.toFixed(2),
    row.p50Ms.toFixed(2),
    row.p99Ms.toFixed(2),
    row.clientCpuUs.toFixed(0),
    row.serverCpuUs.toFixed(0),
  ]);
  return markdownTable(head, lines, { labels: 2 });
}
