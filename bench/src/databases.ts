// Prints, in markdown, what a transaction costs: "npm run bench:databases -w bench".
import { parseArgs } from "node:util";
import { measureDatabases } from "./databases/measure-databases.ts";
import { markdownTable } from "./markdown-table.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });

const rows = await measureDatabases({ rounds: Number(values.rounds) });
console.log(
  markdownTable(
    ["in flight", "contender", "transactions/s", "ratio", "CPU µs"],
    rows.map((row) => [
      row.inFlight,
      row.contender,
      row.transactionsPerSecond.toFixed(0),
      row.ratio.toFixed(2),
      row.cpuUs.toFixed(0),
    ]),
    { labels: 2 },
  ),
);
