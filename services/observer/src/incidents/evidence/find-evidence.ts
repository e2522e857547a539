import type { Evidence, Scene } from "./evidence.ts";
import { findInstance } from "./find-instance.ts";
import { findLog } from "./find-log.ts";
import { findMetric } from "./find-metric.ts";
import { findPrices } from "./find-prices.ts";
import { findRegistryEvent } from "./find-registry-event.ts";
import { findTrace } from "./find-trace.ts";
import type { Look } from "./look.ts";

/** Looks whether something is to be seen. Undefined where it is not. */
export async function findEvidence(look: Look, scene: Scene): Promise<Evidence | undefined> {
  switch (look.in) {
    case "traces":
      return findTrace(look, scene);
    case "logs":
      return findLog(look, scene);
    case "instances":
      return findInstance(look, scene);
    case "metrics":
      return findMetric(look, scene);
    case "registry":
      return findRegistryEvent(look, scene);
    case "prices":
      return findPrices(look, scene);
  }
}
