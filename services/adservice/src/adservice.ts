import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { defineService } from "@hipstershop/service";
import catalog from "./ads.json" with { type: "json" };
import { createAds } from "./ads.ts";
import { keepBusy } from "./keep-busy.ts";

/** Advertises the shop's own products, by category. */
export const adservice = defineService({
  service: AdService,
  create({ faults }) {
    faults.during("adHighCpu", keepBusy);
    return createAds(catalog, Math.random, faults);
  },
});
