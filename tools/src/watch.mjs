// Runs a service, and again after each change of a file that it imports: "node
// ../../tools/src/watch.mjs <options of node> src/main.ts". On Linux node --watch follows the inode
// of a file: when an editor, git or tar replaces the file, it sees that once and never again. This
// program follows names. It is plain JavaScript: stripping types would cost each of ten processes
// 20 MB.
import { spawn } from "node:child_process";
import { statSync, watch } from "node:fs";
import { close as closeInspector } from "node:inspector";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import "./prepare.mjs";

/** One save, or one run of a generator, causes many events. */
const SETTLE_MS = 100;

const args = process.argv.slice(2);
const files = new Set();
const folders = new Set();
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
    // In a group of its own (POSIX setsid): turbo kills the watcher's at a second Ctrl-C, and ten
    // seconds after the first, and the program may have calls in flight to end. It does so as well
    // when this has gone (packages/service/src/dev/watch-over.ts).
    detached: process.platform !== "win32",
    // Makes Node tell its parent what it imports, as under node --watch.
    env: { ...process.env, WATCH_REPORT_DEPENDENCIES: "1" },
  });
  child.on("message", ({ "watch:import": urls = [] }) => {
    for (const url of urls) if (url.startsWith("file:")) follow(fileURLToPath(url));
  });
  child.on("exit", (code, signal) => {
    child = undefined;
    // After a crash it waits for an edit. After an end without error nothing is left to do.
    if (stopping || (code === 0 && !starting)) process.exit(code ?? 1);
    if (starting) start();
    else process.stdout.write(`Ended with ${signal ?? `code ${code}`}: waiting for an edit\n`);
  });
}

function follow(file) {
  if (files.has(file) || file.includes(`${sep}node_modules${sep}`)) return;
  files.add(file);
  // It was edited after its import, before the program told of it.
  if ((statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) > startedAt) changed(file);
  const folder = dirname(file);
  if (folders.has(folder)) return;
  folders.add(folder);
  watch(folder, (_, name) => {
    if (name && files.has(join(folder, basename(name)))) changed(join(folder, basename(name)));
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
    // Also when the terminal was closed: the program drains by itself.
    if (child) child.kill("SIGTERM");
    else process.exit(0);
  });
}
// NODE_OPTIONS=--inspect is meant for the program, which takes the port that this one leaves.
closeInspector();
follow(resolve(args.at(-1) ?? ""));
start();
