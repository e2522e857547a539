import { createSqliteDatabase } from "@hipstershop/database";
import { CART_DATABASE } from "../cart-database.ts";
import type { CartStore, CartStoreOptions } from "../cart-store.ts";
import { createSqliteCartStore } from "../sqlite-cart-store.ts";

/** Opens the carts in a SQLite file. */
export function openSqliteStore(path: string, options?: CartStoreOptions): CartStore {
  return createSqliteCartStore(createSqliteDatabase(path, CART_DATABASE), options);
}
