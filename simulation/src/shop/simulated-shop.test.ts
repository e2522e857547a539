import assert from "node:assert/strict";
import { test } from "node:test";
import { openFolder } from "../schedule/open-folder.ts";
import type { SimulatedProcess } from "../world/simulated-process.ts";
import { createStory } from "../world/story.ts";
import { beginWorld } from "../world/world.ts";
import { createSimulatedShop } from "./simulated-shop.ts";

test("a process that has died meanwhile need not be stopped", async () => {
  const world = beginWorld(1);
  using folder = openFolder();
  await using shop = createSimulatedShop({
    world,
    story: createStory(),
    folder: folder.path,
    onPlace() {},
    onDone() {},
    breakable: false,
  });
  await world.run(shop.start("currencyservice"), 60_000);
  const [process] = shop.processes as [SimulatedProcess];
  process.kill();
  await assert.doesNotReject(world.run(shop.stop(process), 60_000));
});
