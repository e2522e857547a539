import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Client, type Code, ConnectError } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import { startSqlite } from "@hipstershop/database/testing";
import type { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { ORDER_DATABASE } from "../store/order-database.ts";
import { createFakeShop, type FakeShop } from "./fake-shop.ts";
import { type OpenCheckout, openCheckout } from "./open-checkout.ts";

/** A fake shop with a checkoutservice, whose orders are in a file. */
export interface TestShop extends FakeShop, Omit<OpenCheckout, "client"> {
  readonly checkout: Client<typeof CheckoutService>;
  /** The file that the orders are in. */
  readonly path: string;
  /** Opens the file once more. */
  openDatabase(): Database;
  /** Opens one more replica. */
  openReplica(): OpenCheckout;
  /** Ends the first replica as a kill does: nothing of it reaches the orders any more. */
  kill(): Promise<void>;
}

/** Opens a fake shop for one test, whose orders are in a temporary folder. */
export async function openShop(t: TestContext): Promise<TestShop> {
  const { folder, open } = await startSqlite(t, ORDER_DATABASE);
  const path = join(folder, "orders.sqlite");
  const shop = createFakeShop();
  const first = open();
  const { client: checkout, ...replica } = openCheckout(shop, first);
  return Object.assign(shop, replica, {
    ...{ checkout, path, openDatabase: open },
    openReplica: () => openCheckout(shop, open()),
    kill: async () => await first[Symbol.asyncDispose](),
  });
}

/** Returns a `before` or `after` for a fake shop that fails one method. */
export function fail(
  method: string,
  code: Code,
  message = "out of order",
  details?: ConstructorParameters<typeof ConnectError>[3],
): FakeShop["before"] {
  return (called) => {
    if (called === method) throw new ConnectError(message, code, undefined, details);
  };
}

/** Returns a `before` or `after` that fails one call alone. */
export function once(failing: FakeShop["before"]): FakeShop["before"] {
  let failed = false;
  return (called) => {
    if (failed) return;
    try {
      return failing(called);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
}
