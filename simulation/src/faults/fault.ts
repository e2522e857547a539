import type { SimulatedShop } from "../shop/simulated-shop.ts";
import type { SimulatedProcess } from "../world/simulated-process.ts";
import type { Story } from "../world/story.ts";
import type { World } from "../world/world.ts";
import type { Accidents } from "./accidents.ts";

/** What a fault may do something to. */
export interface Scene {
  readonly world: World;
  readonly shop: SimulatedShop;
  readonly story: Story;
  readonly accidents: Accidents;
  /** The services whose processes may die, stop or freeze. */
  readonly victims: readonly string[];
}

/** Lets something go wrong. When it resolves, that is over, or planned. */
export type Fault = (scene: Scene) => Promise<void>;

/** Returns a living process of one of the victims, if there is one. */
export function pickVictim({ world, shop, victims }: Scene): SimulatedProcess | undefined {
  const service = world.random.pick(victims);
  return world.random.pick(shop.processes.filter((each) => each.service === service));
}
