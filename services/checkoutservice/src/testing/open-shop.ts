import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Code, ConnectError } from "@connectrpc/connect";
import { createOrderStore, type OrderStore } from "../order-store.ts";
import { createFakeShop, type FakeShop } from "./fake-shop.ts";

/** A fake shop, with the orders that its checkout keeps. */
export interface TestShop extends FakeShop {
  readonly orders: OrderStore;
  /** The file that the orders are in. */
  readonly path: string;
}

/** Opens a fake shop for one test, whose orders are in a temporary folder. */
export async function openShop(t: TestContext): Promise<TestShop> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-checkout-"));
  const path = join(folder, "orders.sqlite");
  const orders = createOrderStore(path);
  t.after(async () => {
    await orders[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return Object.assign(createFakeShop(orders), { orders, path });
}

/** Returns a `before` for a fake shop that fails one method. */
export function fail(
  method: string,
  code: Code,
  message: string,
  details?: ConstructorParameters<typeof ConnectError>[3],
): FakeShop["before"] {
  return (called) => {
    if (called === method) throw new ConnectError(message, code, undefined, details);
  };
}
