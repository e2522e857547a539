import {
  type GetLoadResponse,
  LoadGeneratorService,
} from "@hipstershop/proto/hipstershop/dev/load";
import type { Instance, ServiceContext } from "@hipstershop/service";
import type { ShopMap } from "../map/create-map.ts";
import { askEach } from "../processes/ask-each.ts";

/** A load generator that runs, and what it says. */
export interface FoundLoad {
  readonly instance: Instance;
  readonly load: GetLoadResponse;
}

/** The registry name of load generators. */
export const LOAD_GENERATOR = "loadgenerator";

/** Asks all load generators that are found by their name. */
export function findLoads(
  context: Pick<ServiceContext, "client">,
  map: Pick<ShopMap, "dots">,
): Promise<readonly FoundLoad[]> {
  const asked = { service: LoadGeneratorService, name: LOAD_GENERATOR };
  return askEach(context.client, map, asked, async (client, instance) => ({
    instance,
    load: await client.getLoad({}),
  }));
}
