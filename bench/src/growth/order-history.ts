import { randomUUID } from "node:crypto";
import { checkoutForm } from "@hipstershop/e2e/visitor";
import { type Load, loads } from "../load/loads.ts";
import { shows } from "../load/shows.ts";
import { runShop } from "../shop/run-shop.ts";
import { bundleCommands } from "../shop/shop-commands.ts";
import type { Axis } from "./axis.ts";
import { copyOrder } from "./copy-order.ts";
import { cpuOf } from "./cpu-of.ts";

/** Returns how cost grows with the orders that others have placed, or those of the one who orders. */
export function orderHistory(whose: "others" | "own", sizes: readonly number[]): Axis {
  return {
    head: [`orders, ${whose}`, "add + checkout", "list of orders", "PSS MB", "file bytes for each"],
    async *rows(options) {
      await using shop = await runShop(await bundleCommands());
      const session = randomUUID();
      const order = orderOf(session);
      await cpuOf(order, shop, { ...options, rounds: -1 }, { count: 2 });
      let copies = 0;
      for (const size of sizes) {
        const bytes = copyOrder(shop.dataFolder, session, { after: copies, upTo: size, whose });
        copies = size;
        const ordering = await cpuOf(whose === "own" ? order : loads.order, shop, options);
        const listing = await cpuOf(listOf(session), shop, options);
        const { pss } = await shop.memory();
        const figures = [ordering, listing, pss / 1e6, bytes / size];
        yield [size, ...figures.map((figure) => figure.toFixed(0))];
      }
    },
  };
}

/** One after the other: a cart is ordered once. */
function orderOf(session: string): Load {
  const seen = shows(["It is on its way"]);
  return {
    name: "add + checkout of one",
    visitors: 1,
    async enter(open) {
      const visitor = open();
      visitor.forget(session);
      return {
        async again() {
          await visitor.submit("/cart", { product_id: "6E92ZMYYFZ", quantity: "1" }, "/cart");
          await visitor.post("/cart/checkout", checkoutForm(), seen);
        },
      };
    },
  };
}

function listOf(session: string): Load {
  return {
    name: "list of orders",
    visitors: 8,
    async enter(open) {
      const visitor = open();
      visitor.forget(session);
      return { again: () => visitor.get("/orders", shows(["Mug"])) };
    },
  };
}
