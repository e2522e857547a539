// Watches over a service in development: makes its log readable where several services share a
// terminal through turbo, and keeps why it crashed, be it before its first line ran, for the
// frontend to tell.
import { basename, dirname, resolve } from "node:path";
import { safeParse } from "valibot";
import { type ServeEvent, serveEvents } from "../serve-events.ts";
import { dataFolder } from "../settings/data-folder.ts";
import { shopVariable } from "../settings/shop-variable.ts";
import { forgetCrashReason, keepCrashReason } from "./crash-note.ts";

// biome-ignore lint/style/noProcessEnv: a preload runs before the one place that reads it
const env = process.env;
env.LOG_FORMAT ??= "pretty";

// services/currencyservice/src/main.ts is currencyservice.
const service = basename(dirname(dirname(resolve(process.argv[1] ?? ""))));
// Where SHOP is no name, serve says so, and there is no folder to keep that in.
const { success, output } = safeParse(shopVariable(), env.SHOP || undefined);
const folder = success ? dataFolder({ SHOP: output, DATA_FOLDER: env.DATA_FOLDER }) : undefined;

process.on("uncaughtExceptionMonitor", (error) => {
  crashed(error instanceof Error ? (error.stack ?? error.message) : String(error));
});
serveEvents.subscribe((message) => {
  const event = message as ServeEvent;
  if (event.kind === "failed") crashed(event.reason);
  else if (folder) forgetCrashReason(folder, service);
});
// What watches its files has ended, perhaps killed before it could pass a signal on.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));

function crashed(reason: string): void {
  if (folder) keepCrashReason(folder, service, reason);
  // What watches the files of its child tells it so, and then waits for an edit, not for a while.
  const next = env.WATCH_REPORT_DEPENDENCIES
    ? "it starts again when one of its files changes"
    : "start it again by hand";
  process.stderr.write(`${service} has crashed; ${next}\n`);
}
