import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BookKeepers } from "@hipstershop/books";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { createClients } from "@hipstershop/rpc";
import { startReplica } from "../drill/start-replica.ts";
import { openMdnsRegistry } from "../shop.ts";
import type { Counter } from "./customers.ts";

/** A shop of real processes, of which one or another is killed. */
export interface KillShop extends AsyncDisposable {
  /** The value of SHOP that keeps it apart. */
  readonly name: string;
  readonly counter: Counter;
  readonly keepers: BookKeepers;
  /**
   * Kills the first replica of a service, where it still runs, and starts another in its place.
   * Resolves once that serves, or was killed at its failpoint before.
   *
   * @returns How it ends: "SIGKILL".
   */
  replace(
    service: string,
    failpoint?: string,
  ): Promise<{ exited: Promise<number | string | null> }>;
}

export interface KillShopOptions {
  /** Those to start; by default those that an order needs. */
  readonly services?: readonly string[];
  /** Of checkout-, payment- and shippingservice. */
  readonly replicas: number;
  /** Without it they keep SQLite files. */
  readonly databaseUrl?: string | undefined;
  /** Whether bundles run, which `npm run build` has made. */
  readonly bundled?: boolean | undefined;
  /** Puts files into the data folder of the shop before it starts. */
  readonly prepare?: (folder: string) => void;
  /** Ends all processes. */
  readonly signal: AbortSignal;
}

const FOR_ORDERS = [
  "cartservice",
  "checkoutservice",
  "currencyservice",
  "emailservice",
  "paymentservice",
  "productcatalogservice",
  "shippingservice",
];
const REPLICATED = ["checkoutservice", "paymentservice", "shippingservice"];

/** Starts services of a shop. Disposing it ends them and removes its files. */
export async function openKillShop(options: KillShopOptions): Promise<KillShop> {
  await using opened = new AsyncDisposableStack();
  const shopName = `kills-${randomBytes(4).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-kills-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  options.prepare?.(join(folder, shopName));
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, options.signal]);
  const exits: Promise<unknown>[] = [];
  opened.defer(async () => {
    over.abort();
    await Promise.all(exits);
  });
  /** Kills the first replica of a service. */
  const kills = new Map<string, () => Promise<void>>();

  async function start(service: string, failpoint?: string) {
    signal.throwIfAborted();
    const stop = new AbortController();
    const { ready, exited } = startReplica(service, {
      env: {
        SHOP: shopName,
        DATA_FOLDER: folder,
        ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
        ...(failpoint && { FAILPOINT: failpoint }),
        // Time to think better of an order.
        ...(service === "shippingservice" && { EXTRA_LATENCY: "50ms" }),
      },
      bundled: options.bundled,
      signal: AbortSignal.any([signal, stop.signal]),
    });
    exits.push(exited);
    const kill = async () => {
      stop.abort();
      await exited;
    };
    await ready.catch(async (error: unknown) => {
      if (failpoint === undefined || (await exited) !== "SIGKILL") throw error;
    });
    return { exited, kill };
  }

  const all = (options.services ?? FOR_ORDERS).flatMap((service) =>
    Array<string>(REPLICATED.includes(service) ? options.replicas : 1).fill(service),
  );
  await Promise.all(
    all.map(async (service) => {
      const { kill } = await start(service);
      kills.set(service, kill);
    }),
  );

  const registry = opened.use(await openMdnsRegistry(shopName));
  const clients = opened.use(createClients({ registry }));
  const checkout = clients.client(CheckoutService, { timeoutMs: 10_000 });
  const resources = opened.move();
  return {
    name: shopName,
    counter: { cart: clients.client(CartService), checkout, toldPlaced: new Set(), signal },
    keepers: {
      checkout,
      payment: clients.client(PaymentService),
      shipping: clients.client(ShippingService),
    },
    async replace(service, failpoint) {
      await kills.get(service)?.();
      const { exited, kill } = await start(service, failpoint);
      kills.set(service, kill);
      return { exited };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
