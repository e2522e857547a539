import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** As many as it takes to start a program, which alone can raise the limit again. */
const RESERVE = 32;

/**
 * Lets this process open no file and no connection more, until it is disposed. Throws an Error where
 * there is no prlimit: it is a program of Linux (util-linux).
 */
export function runOutOfDescriptors(): Disposable {
  const limits = readFileSync("/proc/self/limits", "utf8");
  const [, before = "1024"] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  const reserve = Array.from({ length: RESERVE }, () => openSync("/dev/null", "r"));
  const release = () => {
    for (const descriptor of reserve.splice(0)) closeSync(descriptor);
  };
  try {
    limitTo(Math.max(...readdirSync("/proc/self/fd").map(Number)) + 1);
    // Those that were free below the limit.
    for (;;) reserve.push(openSync("/dev/null", "r"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EMFILE") {
      release();
      throw error;
    }
  }
  return {
    [Symbol.dispose]() {
      release();
      limitTo(Number(before));
    },
  };
}

/** Sets how many descriptors this process may have. It may raise the limit to what it was before. */
function limitTo(descriptors: number): void {
  const args = ["--pid", `${process.pid}`, `--nofile=${descriptors}:`];
  const { error, status } = spawnSync("prlimit", args, { stdio: "ignore" });
  if (error || status !== 0) throw new Error("prlimit cannot be used", { cause: error });
}
