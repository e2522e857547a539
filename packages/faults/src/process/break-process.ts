import type { Held } from "../faults.ts";
import type { OpenFaults } from "../open-faults.ts";
import { fileStamp } from "../watch-file.ts";
import { moveClock } from "./move-clock.ts";
import { runOutOfDescriptors } from "./run-out-of-descriptors.ts";
import { standStill } from "./stand-still.ts";

/** Breaks this process as its flags say, from now on. `path` is the flag file, by which each fault ends. */
export function breakProcess(faults: OpenFaults, path: string): void {
  faults.during("processKill", () => void process.kill(process.pid, "SIGKILL"));
  faults.during("processLeave", () => process.exit(1));
  faults.during("processFreeze", (seconds) => {
    const stamp = fileStamp(path);
    // One that cannot hear that its parent has ended must not stay behind.
    const parent = process.ppid;
    standStill(seconds, () => fileStamp(path) !== stamp || process.ppid !== parent);
  });
  faults.during("processClock", (seconds) => alone("clock", () => moveClock(seconds)));
  faults.during("processDescriptors", () => alone("descriptors", () => holdDescriptors(path)));
}

/** What is broken already: one process may host many services, which all say the same. */
const broken = new Set<string>();

function alone(what: string, begin: () => Disposable): Held {
  if (broken.has(what)) return;
  const held = begin();
  broken.add(what);
  return {
    [Symbol.dispose]() {
      broken.delete(what);
      held[Symbol.dispose]();
    },
  };
}

/** To read the flag file anew takes a descriptor too: it has some for a second after each change. */
function holdDescriptors(path: string): Disposable {
  let stamp = fileStamp(path);
  let held: Disposable | undefined = runOutOfDescriptors();
  const release = () => {
    held?.[Symbol.dispose]();
    held = undefined;
  };
  const timer = setInterval(() => {
    const now = fileStamp(path);
    if (now === stamp) held ??= runOutOfDescriptors();
    else release();
    stamp = now;
  }, 1_000).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      release();
    },
  };
}
