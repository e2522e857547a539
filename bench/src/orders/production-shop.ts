import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { serviceNames } from "@hipstershop/shop/names";
import { freePort } from "../free-port.ts";
import { placeOrders } from "./place-orders.ts";

/** A shop whose services run as in production: a process each, from their bundles. */
export interface ProductionShop extends AsyncDisposable {
  readonly url: string;
  /** Returns the CPU that each service has used, in milliseconds. */
  cpuMs(): Promise<Map<string, number>>;
}

export interface ProductionShopOptions {
  /** The checkout whose bundles run: "npm run build" there has made them. */
  readonly root: string;
  /** Where its files are, in a folder of its own that is removed. */
  readonly dataFolder: string;
  /** A module that each process imports first. */
  readonly preload?: string;
  /** Kills it when it aborts. */
  readonly signal: AbortSignal;
}

/** Starts a shop, and resolves once it has placed an order. Linux only. */
export async function startProductionShop(options: ProductionShopOptions): Promise<ProductionShop> {
  const { root, dataFolder, preload, signal } = options;
  await using opened = new AsyncDisposableStack();
  const data = opened.use(await mkdtempDisposable(join(dataFolder, "hipstershop-bench-")));
  const port = await freePort();
  const shop = `bench-${randomBytes(4).toString("hex")}`;
  const pids = new Map<string, number>();
  for (const service of serviceNames) {
    const program = ["--max-semi-space-size=4", "--max-old-space-size=160", "dist/main.js"];
    const child = spawn(process.execPath, [...(preload ? ["--import", preload] : []), ...program], {
      cwd: join(root, "services", service),
      stdio: ["ignore", "ignore", "inherit"],
      signal,
      killSignal: "SIGKILL",
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "production",
        REGISTRY: "mdns",
        SHOP: shop,
        PORT: service === "frontend" ? String(port) : "0",
        DATA_FOLDER: data.path,
      },
    });
    // It says no more than that the signal aborted.
    child.on("error", () => {});
    const exited = new Promise((resolve) => child.once("exit", resolve));
    opened.defer(async () => {
      child.kill("SIGTERM");
      await exited;
    });
    pids.set(service, child.pid as number);
  }
  const url = `http://localhost:${port}`;
  await ready(url, signal);
  const disposal = opened.move();
  return {
    url,
    async cpuMs() {
      const used = await Promise.all(
        [...pids].map(async ([name, pid]) => [name, await cpuMs(pid)]),
      );
      return new Map(used as [string, number][]);
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

async function ready(url: string, signal: AbortSignal): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const failed = await placeOrders(url, { count: 1, inFlight: 1 }).catch(() => 1);
    if (failed === 0) return;
    if (performance.now() > startMs + 60_000) throw new Error("The shop places no order");
    await wait(50, undefined, { signal });
  }
}

/** Returns the time that the threads of a process have run (Documentation/scheduler/sched-stats). */
async function cpuMs(pid: number): Promise<number> {
  let sum = 0;
  for (const task of await readdir(`/proc/${pid}/task`)) {
    const [ns] = (await readFile(`/proc/${pid}/task/${task}/schedstat`, "utf8")).split(" ");
    sum += Number(ns) / 1e6;
  }
  return sum;
}
