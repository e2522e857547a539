import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../free-port.ts";

/** A shop that was started from its npm script, as a person would. */
export interface RunningShop extends AsyncDisposable {
  readonly url: string;
  /** From the start of the script to the first home page with every product, in milliseconds. */
  readonly firstPageMs: number;
  /** The memory of every process that the script started, npm and turbo among them. */
  memory(): Promise<Memory>;
}

/** In bytes. PSS counts a page that n processes share as 1/n in each (proc(5), smaps). */
export interface Memory {
  /** Of every process that the script started. */
  readonly tree: { readonly processes: number; readonly pss: number };
  /** Of those that run a service, or all of them. */
  readonly services: { readonly rss: number; readonly pss: number };
}

const INTERRUPTIONS = ["SIGINT", "SIGTERM"] as const;

const root = join(import.meta.dirname, "../../..");

/** Runs an npm script of the workspace until it serves the whole home page. Linux only. */
export async function runShop(
  script: "dev" | "start",
  env: Record<string, string> = {},
): Promise<RunningShop> {
  const port = await freePort();
  const url = `http://localhost:${port}/`;
  const dataFolder = await mkdtemp(join(tmpdir(), "hipstershop-bench-"));
  const start = performance.now();
  const shop = `bench-${randomBytes(4).toString("hex")}`;
  // In a process group of its own, as in a terminal of its own.
  const npm = spawn("npm", ["run", script], {
    cwd: root,
    detached: true,
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DO_NOT_TRACK: "1",
      SHOP: shop,
      PORT: String(port),
      DATA_FOLDER: dataFolder,
      ...env,
    },
  });

  // Nobody else ends it when this process is interrupted.
  const interrupted = () => {
    process.kill(-(npm.pid as number), "SIGINT");
    process.exit(1);
  };
  for (const signal of INTERRUPTIONS) process.on(signal, interrupted);

  async function dispose(): Promise<void> {
    for (const signal of INTERRUPTIONS) process.off(signal, interrupted);
    if (npm.exitCode === null && npm.signalCode === null)
      process.kill(-(npm.pid as number), "SIGINT");
    for (let tries = 0; (await processesOf(shop)).length > 0; tries++) {
      if (tries === 300) for (const pid of await processesOf(shop)) process.kill(pid, "SIGKILL");
      await wait(100);
    }
    await rm(dataFolder, { recursive: true, force: true });
  }

  try {
    while (!(await isWhole(url))) {
      if (performance.now() - start > 60_000) throw new Error(`npm run ${script} serves no page`);
      await wait(20);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url,
    firstPageMs: performance.now() - start,
    memory: () => memoryOf(shop),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Whether the home page shows all nine products with their prices, and misses nothing. */
async function isWhole(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    const body = await response.text();
    const products = new Set(body.match(/\/product\/[A-Z0-9]{10}/g));
    return response.ok && products.size === 9 && /data-notices>\s*<\/div>/.test(body);
  } catch {
    return false;
  }
}

async function memoryOf(shop: string): Promise<Memory> {
  const pids = await processesOf(shop);
  const tree = { processes: pids.length, pss: 0 };
  const services = { rss: 0, pss: 0 };
  for (const pid of pids) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const bytes = (name: string) =>
      1_024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0);
    tree.pss += bytes("Pss");
    if (/^[^\0]*node\0.*src\/main\.ts/.test(command)) {
      services.rss += bytes("Rss");
      services.pss += bytes("Pss");
    }
  }
  return { tree, services };
}

/** The processes that were given this SHOP and still run. */
async function processesOf(shop: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return environ.split("\0").includes(`SHOP=${shop}`) ? [pid] : [];
    }),
  );
  return found.flat();
}
