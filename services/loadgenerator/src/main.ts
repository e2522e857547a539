// Sends visitors into the shop, and shows how it does: "npm run load". Ends at Ctrl-C, or after
// DURATION, with exit code 1 when a request failed.
import { writeFile } from "node:fs/promises";
import { openRegistryFromEnv, parseVariables } from "@hipstershop/service";
import { findFrontend } from "./find-frontend.ts";
import { usualMix } from "./mix.ts";
import { openLiveView } from "./open-live-view.ts";
import { openSteering } from "./open-steering.ts";
import { startLoad } from "./start-load.ts";
import { createStatistics, type Summary } from "./statistics.ts";
import { createTimeline } from "./timeline.ts";
import { variables } from "./variables.ts";
import { waitForFrontend } from "./wait-for-frontend.ts";

async function main(): Promise<Summary> {
  // biome-ignore lint/style/noProcessEnv: nothing serves this program, so it reads them itself
  const env = process.env;
  const { USERS, RATE, FRONTEND_ADDR, WAIT, DURATION, REPORT, VIEW } = parseVariables(
    variables,
    env,
  );
  await using opened = new AsyncDisposableStack();
  const frontend = FRONTEND_ADDR ?? opened.use(await openRegistryFromEnv(env));
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  // When nobody reads the view any more, as after "| head", the view ends. The report is still
  // written.
  for (const out of [process.stdout, process.stderr]) out.on("error", () => stopping.abort());
  if (DURATION > 0) setTimeout(() => stopping.abort(), DURATION).unref();
  const statistics = createStatistics();
  const timeline = createTimeline();
  if (typeof frontend !== "string") await waitForFrontend(frontend, stopping.signal);
  const settings = { users: USERS, usersPerSecond: RATE, flood: 0, mix: usualMix };
  const load = await startLoad({
    target: async () => (typeof frontend === "string" ? frontend : findFrontend(frontend)),
    steering: opened.use(await openSteering(env, settings)),
    thinkMs: WAIT === "none" ? () => 0 : () => 1_000 + Math.random() * 9_000,
    statistics: {
      record(route, durationMs, failure) {
        statistics.record(route, durationMs, failure);
        timeline.record(durationMs, failure !== undefined);
      },
      recordAgain: (route) => statistics.recordAgain(route),
    },
    signal: stopping.signal,
  });
  opened.defer(async () => {
    stopping.abort();
    await load.ended;
  });
  if (typeof frontend !== "string" && frontend.traits?.reach === "machine") {
    const { announceLoad } = await import("./announce-load.ts");
    opened.use(await announceLoad({ load, statistics, timeline, registry: frontend, env }));
  }
  {
    const output = REPORT === "-" ? process.stderr : process.stdout;
    using _view =
      VIEW === "none" ? undefined : openLiveView(statistics, () => load.visitors, output);
    await load.ended;
  }
  const summary = statistics.summary();
  const json = `${JSON.stringify(summary, null, 2)}\n`;
  if (REPORT === "-") process.stdout.write(json);
  else if (REPORT !== undefined) await writeFile(REPORT, json);
  return summary;
}

// In development a supervisor listens for its end, and that would keep it alive.
process.channel?.unref();
try {
  const { total } = await main();
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
