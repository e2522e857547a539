// "npm run drill": restarts and kills every service of a shop under load, and compares the books. Ends
// with a line that sums it up, and with exit code 1 if a request failed that should not have, or the
// books do not agree. "--postgres" keeps the books in a PostgreSQL that it starts. "--bundled" runs
// what "npm run build" has made, which starts faster.
import { parseArgs } from "node:util";
import { noPostgres, startPostgres } from "@hipstershop/database/testing/start-postgres";
import { serviceNames } from "@hipstershop/shop/names";
import { countOf } from "@hipstershop/tools/count-of";
import { drill } from "./drill.ts";
import { summary } from "./tally.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    postgres: { type: "boolean", default: false },
    bundled: { type: "boolean", default: false },
  },
});

// Otherwise the processes would outlive it.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("Interrupted")));
process.once("SIGTERM", () => stop.abort(new Error("Terminated")));

if (values.postgres && noPostgres) console.log(`drill: skipped, ${noPostgres}`);
else await run();

async function run(): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const postgres = values.postgres ? opened.use(await startPostgres()) : undefined;
  const report = await drill({
    requests: Number(values.requests),
    services: serviceNames,
    visitors: 8,
    databaseUrl: await postgres?.createDatabase(),
    bundled: values.bundled,
    log: console.log,
    signal: stop.signal,
  }).catch((error) => {
    if (!stop.signal.aborted) throw error;
    console.log(stop.signal.reason.message);
    process.exitCode = 1;
  });
  if (!report) return;
  const { tally, problems, restarts, kills } = report;
  for (const line of [...tally.failures, ...problems].slice(0, 50)) console.log(line);
  console.log(
    `${countOf(tally.repeated, "checkout")} worked when repeated, ${countOf(tally.degraded, "page")} lacked something`,
  );
  console.log(
    `${countOf(tally.placed.size, "order")} placed, ${tally.canceled} canceled, ${countOf(problems.length, "problem")} in the books`,
  );
  console.log(summary(tally, restarts, kills));
  if (tally.failures.length + problems.length > 0) process.exitCode = 1;
}
