import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A program that was started at the top of the repository. To dispose it kills what is left. */
export interface Run extends AsyncDisposable {
  output(): string;
  /** Undefined while it runs. */
  exitCode(): number | undefined;
  /** Signals its process group, as a terminal does: SIGINT for Ctrl-C, SIGHUP when it is closed. */
  signal(name: NodeJS.Signals): void;
}

/**
 * Runs a program such as npm, with only these variables and a data folder of its own. Its
 * processes are found by SHOP.
 */
export async function runScript(
  command: string,
  args: readonly string[],
  env: Readonly<{ SHOP: string } & Record<string, string>>,
): Promise<Run> {
  const dataFolder = await mkdtemp(join(tmpdir(), "hipstershop-dev-"));
  // In a process group of its own, as in a terminal of its own.
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    env: {
      PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
      HOME: process.env.HOME,
      DO_NOT_TRACK: "1",
      DATA_FOLDER: dataFolder,
      ...env,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const signal = (name: NodeJS.Signals) => {
    process.kill(-(child.pid as number), name);
  };
  const interrupted = () => {
    signal("SIGINT");
    process.exit(1);
  };
  // Nobody else ends it when the tests are interrupted.
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  return {
    output: () => output,
    exitCode: () => child.exitCode ?? undefined,
    signal,
    async [Symbol.asyncDispose]() {
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      for (const pid of processesOf(env.SHOP)) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It has ended meanwhile, as those do whose parent was killed.
        }
      }
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The processes that were given this SHOP and still run `program`, by /proc (Linux). */
export function processesOf(shopName: string, program = ""): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, "utf8");
        return (
          read("environ").split("\0").includes(`SHOP=${shopName}`) &&
          read("cmdline").includes(program)
        );
      } catch {
        return false;
      }
    });
}
