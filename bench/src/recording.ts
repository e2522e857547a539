// Prints, in markdown, what a call costs more when it is recorded: "npm run bench:recording -w bench".
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { measureCalls } from "./calls/measure-calls.ts";
import { nodeCommands } from "./calls/node-commands.ts";
import { recordingContenders } from "./calls/recording-contenders.ts";
import { markdownTable } from "./markdown-table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "0.7" },
  },
});

// Takes all that is sent, and reads none of it.
const receiver = createServer((request, response) => {
  request.resume().on("end", () => response.end());
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
// The processes inherit it.
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

console.log(`Medians of ${values.rounds} rounds by turns, of ${values.seconds} s each.\n`);
const rows = await measureCalls({
  contenders: new Map(Object.keys(recordingContenders).map((name) => [name, nodeCommands(name)])),
  rounds: Number(values.rounds),
  durationMs: Number(values.seconds) * 1_000,
  inFlight: [64],
});
receiver.close();
receiver.closeAllConnections();
console.log(
  markdownTable(
    ["call, 64 in flight", "recorded", "CPU µs", "more CPU µs", "CPU ratio", "rate ratio"],
    rows.map((row) => [
      row.call,
      row.contender,
      (row.clientCpuUs + row.serverCpuUs).toFixed(0),
      row.moreCpuUs.toFixed(1),
      row.ratio.toFixed(2),
      row.rateRatio.toFixed(2),
    ]),
    { labels: 2 },
  ),
);
