// Sends visitors into the shop, and shows how it does: "npm run load". Ends at Ctrl-C, or after
// DURATION, with exit code 1 when a request failed.
import { writeFile } from "node:fs/promises";
import { openRegistryFromEnv, parseVariables } from "@hipstershop/service";
import { findFrontend } from "./find-frontend.ts";
import { openLiveView } from "./open-live-view.ts";
import { runLoad } from "./run-load.ts";
import { createStatistics, type Summary } from "./statistics.ts";
import { variables } from "./variables.ts";

async function main(): Promise<Summary> {
  // biome-ignore lint/style/noProcessEnv: nothing serves this program, so it reads them itself
  const env = process.env;
  const { USERS, RATE, FRONTEND_ADDR, WAIT, DURATION, REPORT } = parseVariables(variables, env);
  await using opened = new AsyncDisposableStack();
  const frontend = FRONTEND_ADDR ?? opened.use(await openRegistryFromEnv(env));
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  // When nobody reads the view any more, as after "| head", the view ends. The report is still
  // written.
  for (const out of [process.stdout, process.stderr]) out.on("error", () => stopping.abort());
  if (DURATION > 0) setTimeout(() => stopping.abort(), DURATION).unref();
  const statistics = createStatistics();
  {
    using _view = openLiveView(statistics, REPORT === "-" ? process.stderr : process.stdout);
    await runLoad({
      target: async () => (typeof frontend === "string" ? frontend : findFrontend(frontend)),
      users: USERS,
      usersPerSecond: RATE,
      thinkMs: WAIT === "none" ? () => 0 : () => 1_000 + Math.random() * 9_000,
      statistics,
      signal: stopping.signal,
    });
  }
  const summary = statistics.summary();
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  if (REPORT === "-") process.stdout.write(json);
  else if (REPORT !== undefined) await writeFile(REPORT, json);
  return summary;
}

try {
  const { total } = await main();
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
