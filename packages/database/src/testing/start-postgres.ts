import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

/** A PostgreSQL of a test's own, with its data in a temporary folder and no port. */
export interface TestPostgres extends AsyncDisposable {
  /** Makes an empty database, and returns its URL, which has the password "secret". */
  createDatabase(): Promise<string>;
  /** Starts it again on its data, and waits until it takes connections. */
  start(): Promise<void>;
  /** Kills it with all its connections, and waits until it is gone. */
  kill(): Promise<void>;
  /** Freezes it: connections stay open, and nothing is answered until it is resumed. */
  freeze(): void;
  resume(): void;
  /** The socket that it listens on. */
  readonly socket: string;
}

/** Debian has its programs beside the PATH, in a folder for each version. */
const folders = [
  ...globSync("/usr/lib/postgresql/*/bin").sort().reverse(),
  ...(process.env.PATH ?? "").split(delimiter),
];
const programs = folders.find(
  (folder) => spawnSync(join(folder, "initdb"), ["--version"]).status === 0,
);

/** Why a test that needs a PostgreSQL is skipped; false where there is one. */
export const noPostgres: string | false = programs ? false : "no PostgreSQL is installed";
if (noPostgres && process.env.REQUIRE_ALL === "1") throw new Error(`There is ${noPostgres}`);

/** Starts a server. Unless it is durable, its databases are lost with the power, and nothing less. */
export async function startPostgres({ durable = false } = {}): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-pg-"));
  const owner = await giveToUser(folder);
  const data = join(folder, "data");
  const program = (name: string) => join(programs ?? "", name);
  const initdb = [
    "-D",
    data,
    "-U",
    "shop",
    "-A",
    "trust",
    "--no-sync",
    "--no-locale",
    "-E",
    "UTF8",
  ];
  execFileSync(program("initdb"), initdb, { ...owner, cwd: folder, stdio: "pipe" });
  let server: ChildProcess | undefined;
  let count = 0;

  async function start(): Promise<void> {
    const settings = [
      ...["listen_addresses=", `unix_socket_directories=${folder}`],
      `fsync=${durable ? "on" : "off"}`,
    ];
    const options = settings.flatMap((setting) => ["-c", setting]);
    server = spawn(program("postgres"), ["-D", data, ...options], {
      ...owner,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const log = server.stderr as NodeJS.ReadableStream;
    const lines: string[] = [];
    for await (const line of createInterface({ input: log })) {
      lines.push(line);
      if (line.includes("ready to accept connections")) break;
    }
    log.resume();
    if (lines.at(-1)?.includes("ready to accept connections")) return;
    throw new Error(`The server ended before it was ready:\n${lines.join("\n")}`);
  }

  async function kill(): Promise<void> {
    if (!server) return;
    const exit = once(server, "exit");
    // SIGQUIT ends the processes of its connections too, and like SIGKILL saves nothing.
    server.kill("SIGCONT");
    server.kill("SIGQUIT");
    await exit;
    server = undefined;
  }

  /** All its processes: the server is the leader, its connections are children. */
  function signal(name: NodeJS.Signals): void {
    const pid = String(server?.pid);
    const children = spawnSync("ps", ["-o", "pid=", "--ppid", pid], { encoding: "utf8" }).stdout;
    for (const each of [pid, ...children.trim().split(/\s+/).filter(Boolean)]) {
      try {
        process.kill(Number(each), name);
      } catch (error) {
        // The process of a connection may have ended since it was listed.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }

  await start();
  return {
    socket: join(folder, ".s.PGSQL.5432"),
    start,
    kill,
    freeze: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    async createDatabase() {
      const name = `test${++count}`;
      const options = ["-h", folder, "-U", "shop", name];
      execFileSync(program("createdb"), options, { stdio: "pipe" });
      return `postgres://shop:secret@localhost/${name}?host=${encodeURIComponent(folder)}`;
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then the folder is given to the user of Debian's package. */
async function giveToUser(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = (which: string) =>
    Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }).trim());
  const [uid, gid] = [id("-u"), id("-g")];
  await chown(folder, uid, gid);
  return { uid, gid };
}
