import { join } from "node:path";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { defineService, watchStore } from "@hipstershop/service";
import { createCart } from "./cart.ts";
import { createSqliteCartStore } from "./sqlite-cart-store.ts";

/** Keeps the cart of each user, in a SQLite file. */
export const cartservice = defineService({
  service: CartService,
  async create(context) {
    const path = join(context.dataFolder(), "carts.sqlite");
    const store = context.resources.use(createSqliteCartStore(path));
    await watchStore(context, store);
    return createCart({ store });
  },
});
