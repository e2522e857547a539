import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { defineService, secret, watchStore } from "@hipstershop/service";
import { createCart } from "./cart.ts";
import { CART_DATABASE } from "./cart-database.ts";
import { redisAddress } from "./redis-address.ts";
import { createRedisCartStore } from "./redis-cart-store.ts";
import { createSqliteCartStore } from "./sqlite-cart-store.ts";

/** Keeps the cart of each user: in the Redis of REDIS_ADDR, else in a SQLite file. */
export const cartservice = defineService({
  service: CartService,
  variables: { REDIS_ADDR: secret(redisAddress()) },
  async create(context) {
    const { REDIS_ADDR } = context.config;
    const store = context.resources.use(
      REDIS_ADDR
        ? await createRedisCartStore(REDIS_ADDR, context.recorder)
        : createSqliteCartStore(await context.database(CART_DATABASE)),
    );
    await watchStore(context, store);
    context.faults.during("failedReadinessProbe", context.failReadiness);
    return createCart({ store, faults: context.faults });
  },
});
