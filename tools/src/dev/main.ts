// Runs the shop from its sources: "npm run dev", or some of its services, "npm run dev --
// currencyservice cartservice". A name that comes twice gives two copies.
import { join } from "node:path";
import { OBSERVER, serviceNames } from "@hipstershop/shop/names";
import { watchProtos } from "../proto/watch-protos.ts";
import { createPrinter } from "./create-printer.ts";
import { serveDevRunner } from "./serve-dev-runner.ts";
import { createSupervisor } from "./supervisor.ts";

const repository = join(import.meta.dirname, "../../..");
const names = process.argv.slice(2);
const all = [...serviceNames, OBSERVER];
// Somebody asks for it: in a terminal, or on the observer's page Load.
const known = [...all, "loadgenerator"];
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no service "${unknown}". There are: ${known.join(", ")}\n`);
  process.exit(1);
}

const format = process.env.LOG_FORMAT || "pretty";
const write = (text: string) => void process.stdout.write(text);
const say = (text: string) => write(`${text}\n`);
const print = createPrinter(write, process.env);
const supervisor = createSupervisor({
  repository,
  // The printer makes lines for people of it.
  env: { ...process.env, LOG_FORMAT: format === "pretty" ? "json" : format, VIEW: "none" },
  // The one that people open, or a service that runs alone.
  portFor: names.length === 1 && names[0] ? names[0] : "frontend",
  print,
  say,
});

// The terminal may be closed: what stops services must not stop at that.
process.stdout.on("error", () => {});
let stopping = false;
let serving: Promise<AsyncDisposable> | undefined;
async function stop(): Promise<void> {
  // A Ctrl-C can come twice: from the terminal, and passed on by npm.
  if (stopping) return;
  stopping = true;
  say("Stopping: calls in flight have 20 s");
  const runner = (await serving)?.[Symbol.asyncDispose]();
  await Promise.all([runner, supervisor[Symbol.asyncDispose]()]);
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);

await watchProtos(repository, say);
for (const name of names.length > 0 ? names : all) supervisor.add(name);
if (!stopping) {
  serving = serveDevRunner({ supervisor, services: known, env: process.env, print, say });
}
