// "npm run kills": kills services at every failpoint, over each store, with one replica and with two,
// and checks the books after each. With "--orders 1000" it kills any service at random, every second,
// until so many orders are answered; "--postgres" and "--replicas 2" say over which shop. "--bundled"
// runs what "npm run build" has made, which starts faster. Ends with exit code 1 when the books do not
// agree.
import { parseArgs } from "node:util";
import { noPostgres, startPostgres } from "@hipstershop/database/testing/start-postgres";
import { countOf } from "@hipstershop/tools/count-of";
import { killAtRandom } from "./kill-at-random.ts";
import { killTable, SETUPS } from "./kill-table.ts";

const { values } = parseArgs({
  options: {
    orders: { type: "string" },
    visitors: { type: "string", default: "16" },
    replicas: { type: "string", default: "1" },
    postgres: { type: "boolean", default: false },
    bundled: { type: "boolean", default: false },
  },
});

// Otherwise the processes would outlive it.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("Interrupted")));
process.once("SIGTERM", () => stop.abort(new Error("Terminated")));

try {
  if (values.orders) await atRandom(Number(values.orders));
  else await atEachFailpoint();
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.log(stop.signal.reason.message);
  process.exitCode = 1;
}

async function atRandom(orders: number): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const postgres = values.postgres ? opened.use(await startPostgres()) : undefined;
  const { placed, kills, problems } = await killAtRandom({
    orders,
    visitors: Number(values.visitors),
    replicas: Number(values.replicas),
    databaseUrl: await postgres?.createDatabase(),
    bundled: values.bundled,
    log: console.log,
    signal: stop.signal,
  });
  for (const problem of problems) console.log(problem);
  console.log(
    `${countOf(orders, "order")}, ${placed} placed, ${countOf(kills, "kill")}, ${countOf(problems.length, "problem")}`,
  );
  if (problems.length > 0) process.exitCode = 1;
}

async function atEachFailpoint(): Promise<void> {
  const options = { bundled: values.bundled, signal: stop.signal };
  for (const setup of SETUPS) {
    const { store, replicas } = setup;
    if (store === "PostgreSQL" && noPostgres) {
      console.log(`${store}: skipped, ${noPostgres}`);
      continue;
    }
    for await (const { failpoint, problems } of killTable(setup, options)) {
      console.log(`${store}, ${replicas} of each, ${failpoint}: ${problems.join("; ") || "agree"}`);
      if (problems.length > 0) process.exitCode = 1;
    }
  }
}
