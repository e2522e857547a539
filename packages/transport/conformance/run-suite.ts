import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

const SUITE = "connectrpc.com/conformance";
const VERSION = "v1.0.7";

/** One run of Connect's conformance suite against a program. */
export interface Run {
  /** What is tested: a heading for the report. */
  readonly name: string;
  readonly mode: "server" | "client";
  /** The file that declares what of the suite applies. */
  readonly conf: string;
  /** A TypeScript file and its arguments. */
  readonly program: readonly string[];
}

/**
 * Runs Connect's conformance suite (connectrpc.com/conformance, a Go program) in a folder, and
 * prints its report. First it generates the suite's messages in gen/; they are not committed. Sets
 * the exit code of the process to 1 when a case fails. Needs Go, and the network the first time.
 */
export async function runSuite(folder: string, runs: readonly Run[]): Promise<void> {
  const modules = join(import.meta.dirname, "../../../node_modules");
  // Not shared: the suite may be run in several folders at once.
  const cache = join(folder, "gen/.cache");
  const env = {
    ...process.env,
    GOBIN: cache,
    NODE_COMPILE_CACHE: cache,
    PATH: `${join(modules, ".bin")}:${process.env.PATH}`,
  };
  const options = { cwd: folder, env };

  async function output(command: string, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout;
  }

  await output("go", "install", `${SUITE}/cmd/connectconformance@${VERSION}`);
  const { Dir } = JSON.parse(await output("go", "mod", "download", "-json", `${SUITE}@${VERSION}`));
  const plugin = {
    local: "protoc-gen-es",
    out: "gen",
    opt: ["target=ts", "import_extension=ts", "erasable_syntax=true"],
  };
  const template = JSON.stringify({ version: "v2", plugins: [plugin] });
  await output("buf", "generate", join(Dir, "proto"), "--template", template);
  await output("tsc", "--noEmit");
  for (const { name, mode, conf, program } of runs) {
    console.log(`\n${name}`);
    // The suite gives a program ten seconds to start. This run fills the compile cache for it.
    const warmUp = spawn(process.execPath, program, { ...options, stdio: "ignore" });
    await once(warmUp, "exit");
    const flags = ["--mode", mode, "--conf", conf, "--max-servers", "2"];
    const args = [...flags, "--", process.execPath, ...program];
    const command = join(cache, "connectconformance");
    const suite = spawn(command, args, { ...options, stdio: "inherit" });
    const [code] = await once(suite, "exit");
    if (code !== 0) process.exitCode = 1;
  }
}
