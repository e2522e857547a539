import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../median.ts";
import { placeOrders } from "./place-orders.ts";
import { type ProductionShop, startProductionShop } from "./production-shop.ts";

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
  /** Orders that were not placed, of all rounds. */
  readonly failed: number;
}

export interface MeasureOrdersOptions {
  readonly rounds: number;
  /** Orders in each round. */
  readonly orders: number;
  /** Another checkout of the repository, to compare with. */
  readonly base?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Measures shops whose files are in memory and never synced, and shops whose files are on a disk,
 * round by round, so that what else the machine does touches all of them.
 */
export async function measureOrders(options: MeasureOrdersOptions): Promise<OrderRow[]> {
  const { rounds, orders, base, signal } = options;
  await using opened = new AsyncDisposableStack();
  const root = join(import.meta.dirname, "../../..");
  const preload = join(import.meta.dirname, "without-sync.ts");
  const contenders = {
    "in memory": { root, dataFolder: "/dev/shm", preload },
    "on the disk": { root, dataFolder: tmpdir() },
    ...(base !== undefined && { [`on the disk, ${base}`]: { root: base, dataFolder: tmpdir() } }),
  };
  const shops = new Map<string, ProductionShop>();
  for (const [name, contender] of Object.entries(contenders)) {
    shops.set(name, opened.use(await startProductionShop({ ...contender, signal })));
  }
  const rows: OrderRow[] = [];
  for (const inFlight of [8, 32]) {
    const results = new Map<string, Result[]>();
    // The first two rounds warm up and are not counted.
    for (let round = -2; round < rounds; round++) {
      for (const [name, shop] of shops) {
        const result = await load(shop, orders, inFlight);
        if (round >= 0) results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
    const [first = []] = results.values();
    for (const [contender, own] of results) {
      const seconds = (service: string) =>
        median(own.map(({ cpuMsOf }) => cpuMsOf.get(service) ?? 0)) / orders;
      const services = [...(own[0]?.cpuMsOf.keys() ?? [])];
      const cpuSecondsOf = new Map(services.map((service) => [service, seconds(service)]));
      rows.push({
        inFlight,
        contender,
        ordersPerSecond: median(own.map(({ perSecond }) => perSecond)),
        ratio: median(
          own.map(({ perSecond }, round) => perSecond / (first[round]?.perSecond ?? Number.NaN)),
        ),
        cpuSeconds:
          median(own.map(({ cpuMsOf }) => cpuMsOf.values().reduce((sum, ms) => sum + ms, 0))) /
          orders,
        cpuSecondsOf,
        failed: own.reduce((sum, { failed }) => sum + failed, 0),
      });
    }
  }
  return rows;
}

interface Result {
  readonly perSecond: number;
  readonly failed: number;
  /** CPU of each service. */
  readonly cpuMsOf: ReadonlyMap<string, number>;
}

async function load(shop: ProductionShop, orders: number, inFlight: number): Promise<Result> {
  const before = await shop.cpuMs();
  const startMs = performance.now();
  const failed = await placeOrders(shop.url, { count: orders, inFlight });
  const seconds = (performance.now() - startMs) / 1_000;
  const after = await shop.cpuMs();
  const cpuMsOf = new Map([...after].map(([name, ms]) => [name, ms - (before.get(name) ?? 0)]));
  return { perSecond: orders / seconds, failed, cpuMsOf };
}
