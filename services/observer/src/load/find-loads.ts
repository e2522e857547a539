import {
  type GetLoadResponse,
  LoadGeneratorService,
} from "@hipstershop/proto/hipstershop/dev/load";
import type { Instance, ServiceContext } from "@hipstershop/service";
import type { ShopMap } from "../map/create-map.ts";

/** A load generator that runs, and what it says. */
export interface FoundLoad {
  readonly instance: Instance;
  readonly load: GetLoadResponse;
}

/** The registry name of load generators. */
export const LOAD_GENERATOR = "loadgenerator";
/** One that was killed is still in the registry for a while. */
const TIMEOUT_MS = 1_000;

/** Asks all load generators that are found by their name. Those that do not answer are left out. */
export async function findLoads(
  context: Pick<ServiceContext, "client">,
  map: Pick<ShopMap, "dots">,
): Promise<readonly FoundLoad[]> {
  const dots = map.dots(LOAD_GENERATOR).filter(({ state }) => state === "up");
  const asked = dots.map(async ({ instance }) => {
    const client = context.client(LoadGeneratorService, {
      name: LOAD_GENERATOR,
      instance: instance.id,
      timeoutMs: TIMEOUT_MS,
    });
    try {
      return [{ instance, load: await client.getLoad({}) }];
    } catch {
      return [];
    }
  });
  return (await Promise.all(asked)).flat();
}
