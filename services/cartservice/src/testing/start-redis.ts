import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "@hipstershop/transport/testing/free-port";

/** A Redis or Valkey of a test's own, with its data in a temporary folder. */
export interface TestRedis extends AsyncDisposable {
  /** "redis://127.0.0.1:<port>", the same after each start. */
  readonly url: string;
  /** Starts the server on its data, and waits until it takes commands. */
  start(): Promise<void>;
  /** Kills the server, and waits until it is gone. */
  kill(): Promise<void>;
  /** Freezes the server: it stays connected, and answers nothing until it is resumed. */
  freeze(): void;
  resume(): void;
}

const program = ["redis-server", "valkey-server"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** Why a test that needs a Redis is skipped; false where there is one. */
export const noRedis: string | false = program
  ? false
  : "no redis-server or valkey-server on the PATH";
if (noRedis && process.env.REQUIRE_ALL === "1") throw new Error(`There is ${noRedis}`);

/** Returns a server that is ready to be started. */
export async function createTestRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-redis-"));
  const port = await freePort();
  let server: ChildProcess | undefined;

  async function kill(): Promise<void> {
    if (!server) return;
    const exit = once(server, "exit");
    server.kill("SIGKILL");
    await exit;
    server = undefined;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      server = spawn(
        program ?? "redis-server",
        [
          ["--bind", "127.0.0.1"],
          ["--port", String(port)],
          ["--dir", folder],
          ["--save", ""],
          // Every acknowledged write is in the file. By default a write is acknowledged before it
          // is.
          ["--appendonly", "yes"],
          ["--appendfsync", "always"],
        ].flat(),
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      for await (const line of createInterface({ input: server.stdout as NodeJS.ReadableStream })) {
        if (line.includes("Ready to accept connections")) return;
      }
      throw new Error(`The ${program} ended before it was ready`);
    },
    kill,
    freeze: () => server?.kill("SIGSTOP"),
    resume: () => server?.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}
