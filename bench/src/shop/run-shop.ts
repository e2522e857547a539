import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@hipstershop/transport/testing/free-port";
import { createTally } from "../load/create-tally.ts";
import { createVisitor } from "../load/create-visitor.ts";
import { loads } from "../load/loads.ts";
import { onInterruption } from "./on-interruption.ts";
import type { ShopCommand } from "./shop-commands.ts";
import { cpuMsOf, type Memory, memoryOf, processesOf } from "./usage.ts";

/** A shop that runs in processes of its own. */
export interface RunningShop extends AsyncDisposable {
  readonly url: string;
  /** Where its files are. */
  readonly dataFolder: string;
  /** From its start to the first home page with every price, in milliseconds. */
  readonly firstPageMs: number;
  memory(): Promise<Memory>;
  /** Returns the CPU that each service has used, in milliseconds; from an npm script, all at once. */
  cpuMs(): Promise<Map<string, number>>;
}

export interface RunShopOptions {
  /** The folder in which it has a folder of its own, which is removed. */
  readonly dataFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 120_000;

/** Starts a shop, and resolves once it has placed an order. Linux only. */
export async function runShop(
  commands: readonly ShopCommand[],
  { dataFolder = tmpdir(), env = {} }: RunShopOptions = {},
): Promise<RunningShop> {
  await using opened = new AsyncDisposableStack();
  const data = opened.use(await mkdtempDisposable(join(dataFolder, "hipstershop-bench-")));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const shop = `bench-${randomBytes(4).toString("hex")}`;
  opened.defer(() => stop(shop));
  const startMs = performance.now();
  for (const { cwd, command, args, env: own } of commands) {
    // In a process group of its own, as in a terminal of its own.
    const child = spawn(command, args, {
      cwd,
      detached: true,
      stdio: ["ignore", "ignore", command === "npm" ? "ignore" : "inherit"],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DO_NOT_TRACK: "1",
        NODE_ENV: "production",
        REGISTRY: "mdns",
        SHOP: shop,
        PORT: String(port),
        DATA_FOLDER: data.path,
        ...env,
        ...own,
      },
    });
    opened.defer(() => {
      const runs = child.exitCode === null && child.signalCode === null;
      if (runs && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    });
  }
  const disposal = opened.move();
  let disposed: Promise<void> | undefined;
  // Asked for twice when this process is interrupted: whoever waits for an answer fails meanwhile.
  const dispose = () => {
    disposed ??= disposal.disposeAsync().finally(() => interruption[Symbol.dispose]());
    return disposed;
  };
  const interruption = onInterruption(dispose);
  try {
    const until = async (what: string, done: (url: string) => Promise<boolean>) => {
      while (!(await done(url))) {
        if (performance.now() > startMs + PATIENCE_MS) throw new Error(`The shop ${what}`);
        await wait(20);
      }
    };
    await until("serves no page", isWhole);
    const firstPageMs = performance.now() - startMs;
    await until("places no order", placesOrders);
    return {
      url,
      dataFolder: join(data.path, shop),
      firstPageMs,
      memory: () => memoryOf(shop),
      cpuMs: () => cpuMsOf(shop),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Waits for the end of all processes of a shop that were told to end. */
async function stop(shop: string): Promise<void> {
  for (let tries = 0; (await processesOf(shop)).length > 0; tries++) {
    if (tries === 300) for (const pid of await processesOf(shop)) process.kill(pid, "SIGKILL");
    await wait(100);
  }
}

/** Whether the home page shows prices of all products, and misses nothing. */
async function isWhole(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    return response.ok && /data-notices>\s*<\/div>/.test(await response.text());
  } catch {
    return false;
  }
}

async function placesOrders(url: string): Promise<boolean> {
  const tally = createTally();
  using visitor = createVisitor(url, tally);
  const { again } = await loads.order.enter(() => visitor);
  await again();
  return tally.failures.size === 0;
}
