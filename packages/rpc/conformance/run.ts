// Runs Connect's conformance suite (connectrpc.com/conformance, a Go program) on both paths,
// server and client: "npm run conformance". Needs Go.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

const SUITE = "connectrpc.com/conformance";
const VERSION = "v1.0.7";

const here = import.meta.dirname;
const cache = join(here, "../../../node_modules/.cache/conformance");
const env = { ...process.env, GOBIN: cache, PATH: `${bin()}:${process.env.PATH}` };

async function output(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: here, env });
  return stdout;
}

function bin(): string {
  return join(here, "../../../node_modules/.bin");
}

/** The messages of the suite, generated from the module's own proto: nothing is committed. */
async function generate(): Promise<void> {
  const module = await output("go", "mod", "download", "-json", `${SUITE}@${VERSION}`);
  const plugin = {
    local: "protoc-gen-es",
    out: "gen",
    opt: ["target=ts", "import_extension=ts", "erasable_syntax=true"],
  };
  const template = JSON.stringify({ version: "v2", plugins: [plugin] });
  await output("buf", "generate", join(JSON.parse(module).Dir, "proto"), "--template", template);
  await output("tsc", "--noEmit");
}

/** Returns whether every case passed. */
async function test(mode: "server" | "client", path: "stock" | "fast"): Promise<boolean> {
  const conf = mode === "server" ? "server.yaml" : `client-${path}.yaml`;
  console.log(`\n${mode}, ${path} path`);
  const program = [process.execPath, `${mode}.ts`, path];
  const args = ["--mode", mode, "--conf", conf, "--", ...program];
  const suite = spawn(join(cache, "connectconformance"), args, {
    cwd: here,
    env,
    stdio: "inherit",
  });
  const [code] = await once(suite, "exit");
  return code === 0;
}

await output("go", "install", `${SUITE}/cmd/connectconformance@${VERSION}`);
await generate();
for (const mode of ["server", "client"] as const) {
  for (const path of ["stock", "fast"] as const) {
    if (!(await test(mode, path))) process.exitCode = 1;
  }
}
