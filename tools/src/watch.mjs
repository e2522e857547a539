// Runs a program in a pod, and again after each change of a file that it imports: "node
// tools/src/watch.mjs <options of node> src/main.ts". It is plain JavaScript: stripping types would
// cost each pod 20 MB. On a laptop "npm run dev" does this for all services (dev/main.ts).
import { spawn } from "node:child_process";
import { close as closeInspector } from "node:inspector";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import "./bypass-proxy.mjs";
import { followFiles } from "./follow-files.mjs";

/** One save, or one run of a generator, causes many events. */
const SETTLE_MS = 100;

const args = process.argv.slice(2);
const { follow } = followFiles(changed);
let child;
let settling;
let startedAt = Date.now();
let starting = false;
let stopping = false;

function start() {
  starting = false;
  startedAt = Date.now();
  child = spawn(process.execPath, args, {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    // Makes Node tell its parent what it imports, as under node --watch.
    env: { ...process.env, WATCH_REPORT_DEPENDENCIES: "1" },
  });
  child.on("message", ({ "watch:import": urls = [] }) => {
    for (const url of urls) if (url.startsWith("file:")) follow(fileURLToPath(url), startedAt);
  });
  child.on("exit", (code, signal) => {
    child = undefined;
    // After a crash it waits for an edit. After an end without error nothing is left to do.
    if (stopping || (code === 0 && !starting)) process.exit(code ?? 1);
    if (starting) start();
    else process.stdout.write(`Ended with ${signal ?? `code ${code}`}: waiting for an edit\n`);
  });
}

function changed(file) {
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (stopping) return;
    process.stdout.write(`${relative(process.cwd(), file)} has changed\n`);
    starting = true;
    if (child) child.kill("SIGTERM");
    else start();
  }, SETTLE_MS);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    stopping = true;
    if (child) child.kill("SIGTERM");
    else process.exit(0);
  });
}
// NODE_OPTIONS=--inspect is meant for the program, which takes the port that this one leaves.
closeInspector();
follow(resolve(args.at(-1) ?? ""), startedAt);
start();
