import type { Visitor } from "../load/create-visitor.ts";
import { type Load, loads } from "../load/loads.ts";
import { shows } from "../load/shows.ts";
import { runShop } from "../shop/run-shop.ts";
import { bundleCommands } from "../shop/shop-commands.ts";
import type { Axis } from "./axis.ts";
import { grownId, openCatalogFile } from "./catalog-file.ts";
import { cpuOf } from "./cpu-of.ts";
import { untilPage } from "./until-page.ts";

/** A catalog of 10 to 10,000 products. */
export const products: Axis = {
  head: ["products", "home page", "product page", "search", "add + checkout", "PSS MB"],
  async *rows(options) {
    await using catalog = await openCatalogFile();
    const env = { CATALOG_FILE: catalog.path };
    await using shop = await runShop(await bundleCommands(), { env });
    for (const size of [10, 100, 1_000, 10_000]) {
      await catalog.grow(size);
      // The page of the last one is there as soon as all caches have seen the new catalog.
      await untilPage(`${shop.url}/product/${grownId(size - 10)}`);
      const costs: string[] = [];
      for (const load of [loads.home, loads.product, search, loads.order]) {
        costs.push((await cpuOf(load, shop, options)).toFixed(0));
      }
      yield [size, ...costs, ((await shop.memory()).pss / 1e6).toFixed(0)];
    }
  },
};

const search: Load = {
  name: "search",
  visitors: 32,
  async enter(open: () => Visitor) {
    const visitor = open();
    return { again: () => visitor.get("/search?q=mug", shows(["Mug"])) };
  },
};
