import { type Client, createClient, createRouterTransport } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { pino } from "pino";
import { createBackground } from "../background.ts";
import { createCheckout } from "../checkout.ts";
import type { Dependencies } from "../dependencies.ts";
import { openStores } from "../open-stores.ts";
import { createOrderTraces } from "../order-traces.ts";
import { createRecovery } from "../recovery.ts";
import type { FakeShop } from "./fake-shop.ts";

/** A checkoutservice of a fake shop: one replica. */
export interface OpenCheckout {
  readonly client: Client<typeof CheckoutService>;
  readonly deps: Dependencies;
  readonly logLines: string[];
  /** Services that have no instance. */
  readonly away: Set<string>;
  /**
   * Recovers what there is, as if so many seconds had passed, and waits for what it has begun. What
   * waits for its next try is tried at each look.
   */
  recover(seconds?: number): Promise<void>;
  /** Begins to drain. */
  drain(): void;
}

/** Opens a replica over a database. */
export function openCheckout(shop: FakeShop, database: Database): OpenCheckout {
  const logLines: string[] = [];
  const away = new Set<string>();
  const draining = new AbortController();
  const deps: Dependencies = {
    ...shop.clients,
    ...openStores(database),
    background: createBackground(),
    traces: createOrderTraces(),
    isUp: (service) => !away.has(service),
    draining: draining.signal,
    log: pino({ base: null, level: "debug" }, { write: (line: string) => logLines.push(line) }),
  };
  const checkout = createRouterTransport(({ service }) => {
    service(CheckoutService, createCheckout(deps));
  });
  let clockMs = 0;
  const recovery = createRecovery(deps, { now: () => clockMs });
  return {
    client: createClient(CheckoutService, checkout),
    deps,
    logLines,
    away,
    async recover(seconds = 1) {
      for (let second = 0; second < seconds; second++) {
        clockMs += 1_000;
        await recovery.look(true);
        await deps.background[Symbol.asyncDispose]();
      }
    },
    drain: () => draining.abort(),
  };
}
