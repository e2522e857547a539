import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { thawAtEnd } from "./thaw-at-end.ts";

/** One copy of a service, which runs in a process of its own. */
export interface Copy {
  readonly service: string;
  /** The version that it was given. Undefined where it has that of all. */
  readonly version: string | undefined;
  /** The process; undefined while there is none. */
  readonly pid: number | undefined;
  /** All processes that it has had. */
  readonly pids: ReadonlySet<number>;
  /** Whether it is to run: also after a crash, when it waits for an edit, or after it was killed. */
  readonly wanted: boolean;
  /** Ends the process: it drains, or is killed at last. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Stops the process, if there is one, and starts another. Resolves when that is spawned. */
  restart(): Promise<void>;
  /** Whether `freeze` holds the process. */
  readonly frozen: boolean;
  /** Ends the process at once, by SIGKILL. Another one starts in a second. */
  kill(): void;
  /** Holds the process, by SIGSTOP: it exists and does not answer. Not on Windows. */
  freeze(): void;
  /** Lets a process go on that was held, by whomever. */
  thaw(): void;
}

export interface CopyOptions {
  readonly repository: string;
  readonly env: NodeJS.ProcessEnv;
  /** The version that `env` gives it, where it is one of its own. */
  readonly version?: string | undefined;
  /** Told of each file that the process imports, and when it was started (Date.now()). */
  readonly imported: (file: string, startedAtMs: number) => void;
  /** Takes each line of its output. */
  readonly print: (line: string) => void;
  /** Told with which code the process has ended when nobody had stopped it. */
  readonly crashed: (code: number) => void;
  /** Told by which signal it was ended by somebody else. It starts again in a second. */
  readonly killed: (signal: NodeJS.Signals) => void;
  /** When a process that was asked to end is killed. Default 25,000, more than a drain takes. */
  readonly killAfterMs?: number | undefined;
}

/** How long after it was killed a process is started again, in milliseconds. */
const AGAIN_MS = 1_000;

/** Starts a copy of a service from its sources, in `services/<name>/src/main.ts`. */
export function startCopy(service: string, options: CopyOptions): Copy {
  const { repository, imported, print, crashed, killed, killAfterMs = 25_000 } = options;
  let { env } = options;
  const pids = new Set<number>();
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let restarting: Promise<void> | undefined;
  let wanted = true;
  /** What lets the process go on that is held. */
  let held: Disposable | undefined;

  function start(): void {
    const startedAtMs = Date.now();
    const preload = ["--max-semi-space-size=2", "--import", "@hipstershop/service/dev"];
    const started = spawn(process.execPath, [...preload, `services/${service}/src/main.ts`], {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // In a group of its own (POSIX setsid): a Ctrl-C in the terminal, and turbo at a second one,
      // signal the group of the supervisor, and a service may have calls in flight to end.
      detached: process.platform !== "win32",
      // Makes Node tell its parent what it imports, as under node --watch.
      env: { ...env, WATCH_REPORT_DEPENDENCIES: "1" },
    });
    child = started;
    if (started.pid !== undefined) pids.add(started.pid);
    for (const input of [started.stdout, started.stderr]) {
      if (input) createInterface({ input }).on("line", (line) => print(line));
    }
    started.on("message", (message: { "watch:import"?: string[] }) => {
      for (const url of message["watch:import"] ?? []) {
        if (url.startsWith("file:")) imported(fileURLToPath(url), startedAtMs);
      }
    });
    // It could not be spawned. "close" follows.
    started.on("error", (error) => print(error.message));
    // After "exit" and the last line of its output.
    started.on("close", (code, signal) => {
      child = undefined;
      release();
      if (!wanted || restarting) return;
      if (signal === null) return crashed(code ?? 0);
      killed(signal);
      // A failpoint kills once.
      const { FAILPOINT: _, ...rest } = env;
      env = rest;
      again = setTimeout(start, AGAIN_MS);
    });
  }

  async function end(): Promise<void> {
    clearTimeout(again);
    if (!child) return;
    const last = child;
    const closed = once(last, "close");
    last.kill("SIGTERM");
    // One that is held takes no other signal.
    thaw();
    const timer = setTimeout(() => last.kill("SIGKILL"), killAfterMs);
    await closed;
    clearTimeout(timer);
  }

  function release(): void {
    held?.[Symbol.dispose]();
    held = undefined;
  }

  function thaw(): void {
    release();
    if (process.platform !== "win32") child?.kill("SIGCONT");
  }

  start();
  return {
    service,
    version: options.version,
    get pid() {
      return child?.pid;
    },
    pids,
    get wanted() {
      return wanted;
    },
    async stop() {
      wanted = false;
      await end();
    },
    async restart() {
      wanted = true;
      restarting ??= end().then(() => {
        restarting = undefined;
        // It may have been stopped meanwhile.
        if (wanted) start();
      });
      await restarting;
    },
    get frozen() {
      return held !== undefined;
    },
    kill: () => void child?.kill("SIGKILL"),
    freeze() {
      if (child?.pid && child.kill("SIGSTOP")) held ??= thawAtEnd(child.pid);
    },
    thaw,
  };
}
