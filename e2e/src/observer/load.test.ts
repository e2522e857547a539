import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { processesOf } from "../run-script.ts";
import { type DevShop, startDevShop } from "../start-dev-shop.ts";

const skip =
  process.platform !== "linux" && process.env.REQUIRE_ALL !== "1" && "finds processes in /proc";
const DEADLINE = { interval: 50, timeout: 60_000 };

describe("the page Load", { skip }, () => {
  let shop: DevShop;
  before(async () => {
    shop = await startDevShop([]);
  });
  after(() => shop[Symbol.asyncDispose]());

  test("starts a load generator, steers it while it runs, shows how it does, and ends it", async (t) => {
    const play = async (fields: Record<string, string>) =>
      shop.submit(await shop.read("/load"), "/load", { act: "play", rate: "100", ...fields });
    const shows = (text: RegExp) =>
      t.waitFor(async () => assert.match(await shop.read("/load"), text), DEADLINE);
    await shows(/No load generator is found/);
    await play({ visitors: "3" });
    await shows(/3 visitors are in the shop\./);
    // There is none, which a visitor sees as a page that does not come.
    await shows(/<b>\d+ ×<\/b> GET \/: no frontend is found/);
    const ids = processesOf(shop.name, "loadgenerator");
    await play({ visitors: "5", mix: "viewCart=1" });
    await shows(/5 visitors are in the shop\./);
    await shows(/<p class="hint">viewCart 1<\/p>/);
    assert.deepEqual(processesOf(shop.name, "loadgenerator"), ids, "another one was started");
    await shop.submit(await shop.read("/load"), "/load", { act: "stop" });
    await t.waitFor(() => assert.deepEqual(processesOf(shop.name, "loadgenerator"), []), DEADLINE);
    await shows(/No load generator is found/);
  });
});
