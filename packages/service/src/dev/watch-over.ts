// Watches over a service in development: makes its log readable although turbo gives it no
// terminal, and keeps why it crashed, even before its first line ran. The frontend shows that.
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
// When SHOP is not a valid name, serve says so, and there is no folder for the note.
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
// The parent, which watches the files, has ended: it may have been killed.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));

function crashed(reason: string): void {
  if (folder) keepCrashReason(folder, service, reason);
  // Set by a parent that watches files and starts the service again after an edit.
  const next = env.WATCH_REPORT_DEPENDENCIES
    ? "it starts again when one of its files changes"
    : "start it again by hand";
  process.stderr.write(`${service} has crashed; ${next}\n`);
}
