import { tmpdir } from "node:os";
import { join } from "node:path";
import { loads } from "../load/loads.ts";
import { type LoadResult, runLoad } from "../load/run-load.ts";
import { median } from "../median.ts";
import { type RunningShop, runShop } from "../shop/run-shop.ts";
import { bundleCommands } from "../shop/shop-commands.ts";

/** One line of the table: medians over all rounds. */
export interface OrderRow {
  readonly inFlight: number;
  readonly contender: string;
  /** Orders in a second. Each is two requests: an add and a checkout. */
  readonly ordersPerSecond: number;
  /** Throughput as a multiple of the first contender's, in the same round. */
  readonly ratio: number;
  /** CPU of all processes for 1,000 orders, in seconds, and that of each service. */
  readonly cpuSeconds: number;
  readonly cpuSecondsOf: ReadonlyMap<string, number>;
  /** Requests that failed, of all rounds. */
  readonly failed: number;
}

export interface MeasureOrdersOptions {
  readonly rounds: number;
  /** Orders in each round. */
  readonly orders: number;
  /** Another checkout of the repository, to compare with. */
  readonly base?: string | undefined;
}

/**
 * Measures shops whose files are in memory and never synced, and shops whose files are on a disk,
 * round by round, so that what else the machine does touches all of them.
 */
export async function measureOrders(options: MeasureOrdersOptions): Promise<OrderRow[]> {
  const { rounds, orders, base } = options;
  await using opened = new AsyncDisposableStack();
  const preload = join(import.meta.dirname, "without-sync.ts");
  const contenders = {
    "in memory": { commands: await bundleCommands({ preload }), dataFolder: "/dev/shm" },
    "on the disk": { commands: await bundleCommands(), dataFolder: tmpdir() },
    ...(base !== undefined && {
      [`on the disk, ${base}`]: {
        commands: await bundleCommands({ root: base }),
        dataFolder: tmpdir(),
      },
    }),
  };
  const shops = new Map<string, RunningShop>();
  for (const [name, { commands, dataFolder }] of Object.entries(contenders)) {
    shops.set(name, opened.use(await runShop(commands, { dataFolder })));
  }
  const rows: OrderRow[] = [];
  for (const inFlight of [8, 32]) {
    const results = new Map<string, LoadResult[]>();
    // The first two rounds warm up and are not counted.
    for (let round = -2; round < rounds; round++) {
      for (const [name, shop] of shops) {
        const result = await runLoad(loads.order, shop.url, {
          visitors: inFlight,
          cpuMs: shop.cpuMs,
          enough: ({ requests }) => requests >= 2 * orders,
        });
        if (round >= 0) results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
    const [first = []] = results.values();
    for (const [contender, own] of results) {
      const over = (value: (result: LoadResult, round: number) => number) => median(own.map(value));
      const seconds = (service: string) =>
        over((result) => (result.cpuMsOf.get(service) ?? 0) / ordersOf(result));
      const services = [...(own[0]?.cpuMsOf.keys() ?? [])];
      const cpuSecondsOf = new Map(services.map((service) => [service, seconds(service)]));
      rows.push({
        inFlight,
        contender,
        ordersPerSecond: over(rate),
        ratio: over((result, round) => rate(result) / rate(first[round] ?? result)),
        cpuSeconds: over(
          (result) => result.cpuMsOf.values().reduce((sum, ms) => sum + ms, 0) / ordersOf(result),
        ),
        cpuSecondsOf,
        failed: own
          .flatMap(({ failures }) => [...failures.values()])
          .reduce((sum, times) => sum + times, 0),
      });
    }
  }
  return rows;
}

/** Each is two requests. */
const ordersOf = ({ requests }: LoadResult) => requests / 2;

/** Orders in a second. */
const rate = (result: LoadResult) => (ordersOf(result) / result.durationMs) * 1_000;
