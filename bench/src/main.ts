// Prints, in markdown, what a call costs: "npm run bench -w bench".
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { buildGrpcGo } from "./calls/build-grpc-go.ts";
import { contenders as nodeContenders } from "./calls/contenders.ts";
import { measureCalls } from "./calls/measure-calls.ts";
import { nodeCommands } from "./calls/node-commands.ts";
import type { PairCommands } from "./calls/pair.ts";
import { markdownTable } from "./markdown-table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "0.7" },
  },
});

const contenders = new Map<string, PairCommands>();
for (const name of Object.keys(nodeContenders)) contenders.set(name, nodeCommands(name));
try {
  contenders.set("grpc-go", await buildGrpcGo());
} catch (error) {
  console.log(`grpc-go is left out: ${(error as Error).message}\n`);
}

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}.`);
console.log(`Medians of ${values.rounds} rounds by turns, of ${values.seconds} s each.\n`);
const rows = await measureCalls({
  contenders,
  rounds: Number(values.rounds),
  durationMs: Number(values.seconds) * 1_000,
});
console.log(
  markdownTable(
    [
      "call, in flight",
      "contender",
      "calls/s",
      "p50 ms",
      "p99 ms",
      "client CPU µs",
      "server CPU µs",
      "ratio",
    ],
    rows.map((row) => [
      `${row.call}, ${row.inFlight}`,
      row.contender,
      row.callsPerSecond.toFixed(0),
      row.p50Ms.toFixed(2),
      row.p99Ms.toFixed(2),
      row.clientCpuUs.toFixed(0),
      row.serverCpuUs.toFixed(0),
      row.ratio.toFixed(2),
    ]),
    { labels: 2 },
  ),
);
