// Preloaded in development: `node --import @hipstershop/service/dev src/main.ts`. Keeps why the
// service crashed, even before its first line ran, which the frontend shows, keeps its compiled code
// for the next start, and ends the service when its parent has ended.
import { basename, dirname, resolve } from "node:path";
import { safeParse } from "valibot";
import { type ServeEvent, serveEvents } from "../serve-events.ts";
import { dataFolder } from "../settings/data-folder.ts";
import { shopVariable } from "../settings/shop-variable.ts";
import { forgetCrashReason, keepCrashReason } from "./crash-note.ts";
import { keepCompiledCode } from "./keep-compiled-code.ts";

// biome-ignore lint/style/noProcessEnv: a preload runs before the one place that reads it
const env = process.env;

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
  if (event.kind === "failed") return crashed(event.reason);
  if (folder) forgetCrashReason(folder, service);
  keepCompiledCode();
});
// Node tells the parent what is loaded, also where that has gone: nobody need know any more. Without a
// listener the process would crash, and not say goodbye.
process.on("error", () => {});
// The parent may have been killed, also while this file was loaded.
const end = () => process.kill(process.pid, "SIGTERM");
if (process.connected === false) end();
else process.on("disconnect", end);

function crashed(reason: string): void {
  if (folder) keepCrashReason(folder, service, reason);
}
