import { createSqliteDatabase } from "@hipstershop/database";
import type { CartStore, CartStoreOptions } from "../cart-store.ts";
import { CART_DATABASE, createSqliteCartStore } from "../sqlite-cart-store.ts";

/** Opens the carts in a SQLite file. */
export function openSqliteStore(path: string, options?: CartStoreOptions): CartStore {
  return createSqliteCartStore(createSqliteDatabase(path, CART_DATABASE), options);
}
