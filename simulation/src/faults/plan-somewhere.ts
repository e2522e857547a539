import type { Place } from "../world/simulated-process.ts";
import type { Accident } from "./accidents.ts";
import type { Scene } from "./fault.ts";

/** Plans that something happens to a process soon, at a place that chance chooses. */
export function planSomewhere(scene: Scene, happen: Accident["happen"]): void {
  const { random } = scene.world;
  const where = random.pick([atFailpoint, atFailpoint, atAnyPlace, afterCall, afterCall]);
  scene.accidents.plan({ ...where(scene), happen });
}

type Where = Omit<Accident, "happen">;

/** At a failpoint: between two steps that belong together. */
function atFailpoint({ world: { random }, victims }: Scene): Where {
  return { service: random.pick(victims), kinds: ["failpoint"], count: random.whole(1, 8) };
}

/** Where it calls, is answered, uses its store or logs. */
function atAnyPlace({ world: { random }, victims }: Scene): Where {
  return { service: random.pick(victims), kinds: ANY, count: random.whole(1, 40) };
}

/** Where it was answered that something is done, which it has not written down yet. */
function afterCall({ world: { random }, victims }: Scene): Where {
  const service = victims.includes("checkoutservice") ? "checkoutservice" : random.pick(victims);
  return { service, kinds: ["answer"], name: random.pick(CALLS), count: random.whole(1, 3) };
}

const ANY: readonly Place["kind"][] = ["call", "answer", "store", "log"];

/** What checkoutservice has others do. */
const CALLS: readonly string[] = [
  ...["Authorize", "ShipOrder", "Capture", "CancelShipment", "Void"],
  ...["RemoveItems", "SendOrderConfirmation", "Refund"],
];
