import { setImmediate as turn } from "node:timers/promises";
import { checkoutForm } from "@hipstershop/e2e/visitor";
import type { Visitor } from "../load/create-visitor.ts";
import type { Load } from "../load/loads.ts";
import { shows } from "../load/shows.ts";
import { runShop } from "../shop/run-shop.ts";
import { bundleCommands } from "../shop/shop-commands.ts";
import type { Axis } from "./axis.ts";
import { grownId, openCatalogFile } from "./catalog-file.ts";
import { cpuOf } from "./cpu-of.ts";
import { untilPage } from "./until-page.ts";

const ORDERS = 64;

/** A cart of 1 to 100 lines, the most that it holds. */
export const cartLines: Axis = {
  head: ["lines", "add to cart", "cart page", "checkout", "checkout, for each line"],
  async *rows(options) {
    await using catalog = await openCatalogFile();
    await catalog.grow(200);
    const env = { CATALOG_FILE: catalog.path };
    await using shop = await runShop(await bundleCommands(), { env });
    await untilPage(`${shop.url}/product/${grownId(150)}`);
    for (const size of [1, 10, 100]) {
      const add = await cpuOf(addTo(size), shop, options);
      const page = await cpuOf(cartOf(size), shop, options);
      const checkout = await cpuOf(checkoutOf(size), shop, options, { count: ORDERS });
      const figures = [add, page, checkout, checkout / size];
      yield [size, ...figures.map((figure) => figure.toFixed(0))];
    }
  },
};

/** The last line of a cart, again and again. */
function addTo(lines: number): Load {
  return {
    name: "add to cart",
    visitors: 8,
    async enter(open) {
      const visitor = open();
      await fill(visitor, lines);
      return { again: () => add(visitor, lines - 1) };
    },
  };
}

function cartOf(lines: number): Load {
  return {
    name: "cart page",
    visitors: 8,
    async enter(open) {
      const visitor = open();
      await fill(visitor, lines);
      const seen = shows([`Grown ${lines - 1}`, "credit_card_number"]);
      return { again: () => visitor.get("/cart", seen) };
    },
  };
}

/** The checkout of carts that were filled before. */
function checkoutOf(lines: number): Load {
  const full: Visitor[] = [];
  const seen = shows([`Grown ${lines - 1}`, "It is on its way"]);
  return {
    name: "checkout",
    visitors: 8,
    async enter(open) {
      for (let each = 0; each < ORDERS / this.visitors; each++) {
        const visitor = open();
        await fill(visitor, lines);
        full.push(visitor);
      }
      return {
        again: () => full.pop()?.post("/cart/checkout", checkoutForm(), seen) ?? turn(),
      };
    },
  };
}

async function fill(visitor: Visitor, lines: number): Promise<void> {
  for (let line = 0; line < lines; line++) await add(visitor, line);
}

function add(visitor: Visitor, line: number): Promise<boolean> {
  return visitor.submit("/cart", { product_id: grownId(line), quantity: "1" }, "/cart");
}
