import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { createClients } from "@hipstershop/rpc";
import { serviceNames } from "@hipstershop/shop/names";
import { problemsAtRest } from "../problems-at-rest.ts";
import { openMdnsRegistry } from "../shop.ts";
import { followFrontends } from "./follow-frontends.ts";
import { keepVisiting } from "./keep-visiting.ts";
import { type Replica, startReplica } from "./start-replica.ts";
import { emptyTally, type Tally } from "./tally.ts";
import type { Kill } from "./was-in-flight.ts";

export interface DrillOptions {
  /** At least so many requests are made. */
  readonly requests: number;
  /** The services whose replicas are restarted, and killed but for the frontend's. */
  readonly services: readonly string[];
  /** How many visit the shop at once. */
  readonly visitors: number;
  /** Where orders, payments and shipments are. Without it they are in SQLite files. */
  readonly databaseUrl?: string | undefined;
  /** Whether bundles run, which `npm run build` has made. */
  readonly bundled?: boolean | undefined;
  /** Told of each step. */
  readonly log: (line: string) => void;
  /** Ends the drill before its time: it rejects, once all processes are gone. */
  readonly signal?: AbortSignal;
}

export interface DrillReport {
  readonly tally: Tally;
  /** What the books say against the orders and against each other, in lines. */
  readonly problems: readonly string[];
  readonly restarts: number;
  readonly kills: number;
}

/**
 * Runs a whole shop of real processes under load, two replicas of each service that is
 * drilled, restarts every replica in turn (a new one starts, is SERVING, the old one
 * stops), then kills one of each RPC service. Compares the books at the end. Leaves no process and
 * no file.
 */
export async function drill(options: DrillOptions): Promise<DrillReport> {
  const { services, databaseUrl, bundled, log } = options;
  await using opened = new AsyncDisposableStack();
  const shopName = `drill-${randomBytes(4).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-drill-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, ...(options.signal ? [options.signal] : [])]);
  const exits: Promise<unknown>[] = [];
  opened.defer(async () => {
    over.abort();
    await Promise.allSettled(exits);
  });
  const replicas = new Set<Replica>();
  const frontendReplicas: Replica[] = [];
  const start = async (service: string) => {
    const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
    const env = { SHOP: shopName, DATA_FOLDER: folder, ...database };
    const { ready, exited } = startReplica(service, { env, bundled, signal });
    exits.push(exited);
    const replica = await ready;
    replicas.add(replica);
    if (service === "frontend") frontendReplicas.push(replica);
  };
  const of = (service: string) => [...replicas].filter((each) => each.service === service);

  for (const service of serviceNames) {
    await Promise.all([start(service), ...(services.includes(service) ? [start(service)] : [])]);
  }
  log(`${replicas.size} processes run`);

  const frontends = opened.use(await followFrontends(shopName));
  const kills: Kill[] = [];
  const tally = emptyTally();
  const logs = () => frontendReplicas.map((replica) => replica.output());
  const done = new AbortController();
  const visiting: Promise<void>[] = [];
  opened.defer(async () => {
    done.abort();
    await Promise.all(visiting);
  });
  for (let count = 0; count < options.visitors; count++) {
    const visits = { url: frontends.next, tally, logs, kills, signal: done.signal };
    visiting.push(keepVisiting(visits));
  }

  let restarts = 0;
  for (const service of services) {
    for (const old of of(service)) {
      await start(service);
      await old.stop();
      replicas.delete(old);
      restarts++;
    }
    log(`${service} restarted: ${tally.requests} requests, ${tally.failures.length} failed`);
  }
  for (const service of services.filter((name) => name !== "frontend")) {
    const [victim] = of(service) as [Replica];
    const { instance } = victim;
    const kill = { instance, startMs: performance.now(), exitMs: Number.POSITIVE_INFINITY };
    kills.push(kill);
    await victim.kill();
    kill.exitMs = performance.now();
    replicas.delete(victim);
    await start(service);
    log(`${service} killed: ${tally.requests} requests, ${tally.failures.length} failed`);
  }
  if (tally.requests < options.requests) log(`the load goes on to ${options.requests} requests`);
  while (tally.requests < options.requests) await wait(50, undefined, { signal });
  done.abort();
  await Promise.all(visiting);
  log("the books are compared");
  return { tally, problems: await compareBooks(shopName, tally), restarts, kills: kills.length };
}

async function compareBooks(shopName: string, { placed }: Tally): Promise<string[]> {
  await using registry = await openMdnsRegistry(shopName);
  await using clients = createClients({ registry });
  const keepers = {
    checkout: clients.client(CheckoutService),
    payment: clients.client(PaymentService),
    shipping: clients.client(ShippingService),
  };
  return await problemsAtRest(keepers, placed);
}
