import assert from "node:assert/strict";
import { test } from "node:test";
import { OBSERVER } from "@hipstershop/shop/names";
import type { Page } from "playwright-core";
import { assertSound } from "./assert-sound.ts";
import { openPage } from "./open-browser.ts";
import { openCart } from "./open-cart.ts";
import type { Stage } from "./stage.ts";

/** The pages of the observer, to which the shop leads. The map has a test of its own. */
export function observerPages(stage: () => Stage): void {
  test("a page of the shop leads to its trace at the observer, which it has looked up", async (t) => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await openTrace(page, shop.url, t);
    await page.getByRole("heading", { name: /How did frontend find \w+\?/ }).waitFor();
    // A cart is asked for by every page, and never answered from the cache.
    const call = page.locator("details").filter({ hasText: "GetCart" }).first();
    await call.locator("summary").click();
    await call.getByText(/answered\. The registry \(mdns\) knew one copy/).waitFor();
    assert.deepEqual(messages, []);
  });

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 320],
  ] as const) {
    test(`axe finds nothing on the observer's pages, ${colorScheme} and ${width} pixels wide`, async (t) => {
      const { browser, shop } = stage();
      const { address } = await shop.instance(OBSERVER);
      const options = { colorScheme, bypassCSP: true, viewport: { width, height: 800 } };
      await using opened = await openPage(browser, options);
      const { page } = opened;
      await openCart(page, shop.url);
      await page.getByRole("button", { name: "Place the order" }).click();
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      await openTrace(page, shop.url, t);
      await page.locator("details").nth(1).locator("summary").click();
      await assertSound(page, "a trace", width);
      for (const path of [
        "/traces",
        "/logs",
        "/orders",
        "/mail",
        "/faults",
        "/incidents",
        "/load",
        "/traces/none",
      ]) {
        await page.goto(`http://${address}${path}`);
        await assertSound(page, path, width);
      }
      await page.goto(`http://${address}/orders`);
      await page.locator('main a[href^="/orders/"]').first().click();
      await page.getByRole("button", { name: "Refund" }).waitFor();
      await assertSound(page, "an order", width);
    });
  }
}

/** Opens the trace of the home page, as soon as the frontend knows the observer. */
async function openTrace(page: Page, url: string, t: { waitFor: WaitFor }): Promise<void> {
  const link = page.locator("footer").getByRole("link", { name: "How this page was made" });
  await t.waitFor(
    async () => {
      await page.goto(url);
      assert.match((await link.getAttribute("title", { timeout: 1_000 })) ?? "", /mdns.*observer-/);
    },
    { interval: 100, timeout: 20_000 },
  );
  await link.click();
  await page.getByRole("heading", { name: "What happened, and when" }).waitFor();
}

type WaitFor = (
  condition: () => Promise<void>,
  options: { interval: number; timeout: number },
) => Promise<void>;
