import { setTimeout as wait } from "node:timers/promises";
import { loads } from "../load/loads.ts";
import { runShop } from "../shop/run-shop.ts";
import { bundleCommands } from "../shop/shop-commands.ts";
import type { Axis } from "./axis.ts";
import { cpuOf } from "./cpu-of.ts";

const IDLE_MS = 5_000;

/** 1 to 64 replicas of adservice, which each product page asks. */
export const replicas: Axis = {
  head: [
    "replicas",
    "product page, without idling",
    "idle, µs/s for each process",
    "PSS MB for each process",
  ],
  async *rows(options) {
    for (const size of [1, 4, 16, 64]) {
      const commands = await bundleCommands({ copies: { adservice: size } });
      await using shop = await runShop(commands);
      // Long enough for all of them to be announced.
      await wait(IDLE_MS);
      const { processes, pss } = await shop.memory();
      const before = await shop.cpuMs();
      await wait(IDLE_MS);
      const used = (await shop.cpuMs()).entries().map(([name, ms]) => ms - (before.get(name) ?? 0));
      const idle = used.reduce((sum, ms) => sum + ms) / IDLE_MS;
      const page = await cpuOf(loads.product, shop, options, { idle });
      const figures = [(idle * 1e6) / processes, pss / 1e6 / processes];
      yield [size, ...[page, ...figures].map((figure) => figure.toFixed(0))];
    }
  },
};
