import { type Load, loads } from "../load/loads.ts";
import { type RunningShop, runShop } from "../shop/run-shop.ts";
import { bundleCommands } from "../shop/shop-commands.ts";
import type { Memory } from "../shop/usage.ts";
import type { Axis } from "./axis.ts";
import { cpuOf } from "./cpu-of.ts";

/** 10 to 5,000 connections to the frontend, over ten of which at a time a page is asked for. */
export const connections: Axis = {
  head: ["connections", "home page", "PSS MB"],
  async *rows(options) {
    await using shop = await runShop(await bundleCommands());
    for (const size of [10, 100, 1_000, 2_000, 5_000]) {
      const load = inTurn(shop, size);
      const page = await cpuOf(load, shop, options);
      yield [size, page.toFixed(0), (((await load.memory)?.pss ?? 0) / 1e6).toFixed(0)];
    }
  },
};

/** Visitors who ask in turn, each over a connection of its own, which stays open meanwhile. */
function inTurn(shop: RunningShop, size: number): Load & { memory?: Promise<Memory> } {
  return {
    ...loads.home,
    visitors: 10,
    async enter(open) {
      const visits: (() => Promise<unknown>)[] = [];
      for (let each = 0; each < size / this.visitors; each++) {
        visits.push((await loads.home.enter(open)).again);
      }
      let turn = 0;
      return {
        again: () => visits[turn++ % visits.length]?.() ?? Promise.resolve(),
        leave: () => {
          this.memory ??= shop.memory();
          return this.memory;
        },
      };
    },
  };
}
