// A process that its flags break, for tests. It is given the path of its flag file. Ten times a second it prints what
// it is: a JSON line with its clock, and whether it can open a file.
import { closeSync, openSync } from "node:fs";
import { breakProcess, openFaults } from "../index.ts";

const [, , path = ""] = process.argv;
const faults = await openFaults({
  path,
  service: "cartservice",
  log: { warn: () => {}, error: (what) => process.stderr.write(`${JSON.stringify(what)}\n`) },
});
breakProcess(faults, path);
setInterval(() => {
  process.stdout.write(`${JSON.stringify({ clockMs: Date.now(), opens: canOpen() })}\n`);
}, 100);

function canOpen(): boolean {
  try {
    closeSync(openSync(path, "r"));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EMFILE";
  }
}
