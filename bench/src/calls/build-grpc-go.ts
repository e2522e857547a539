import { execFile } from "node:child_process";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { PairCommands } from "./pair.ts";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "bench/grpc-go");

/**
 * Generates the Go code of the proto files and builds the contender in Go, whose modules come from
 * Go's own proxy at the first time. Rejects with why it cannot be built where Go is missing or the
 * modules are.
 */
export async function buildGrpcGo(): Promise<PairCommands> {
  await run("go", "version").catch((cause) => {
    throw new Error("Go is not installed", { cause });
  });
  await run("buf", "generate");
  await run("go", "build", "-buildvcs=false", "-o", "dist/grpc-go", ".");
  const program = join(folder, "dist/grpc-go");
  return { server: [program, "server"], client: [program, "client"] };
}

async function run(command: string, ...args: string[]): Promise<void> {
  const PATH = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  await promisify(execFile)(command, args, { cwd: folder, env: { ...process.env, PATH } });
}
