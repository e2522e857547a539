import type { Browser } from "playwright-core";
import type { Shop } from "../shop.ts";

/** What every test in a browser has: a shop that runs, and a browser. */
export interface Stage {
  readonly shop: Shop;
  readonly browser: Browser;
}

/** The id of the mug. */
export const MUG = "6E92ZMYYFZ";
