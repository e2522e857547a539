import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFits } from "./assert-fits.ts";
import { assertSound } from "./assert-sound.ts";
import { everyPage } from "./every-page.ts";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

/** What axe finds on every page, and what does not fit on a screen. */
export function accessibility(stage: () => Stage): void {
  for (const [colorScheme, width] of [
    ["light", 1440],
    ["dark", 320],
  ] as const) {
    test(`axe finds nothing on any page, ${colorScheme} and ${width} pixels wide`, async () => {
      const { browser, shop } = stage();
      const options = { colorScheme, bypassCSP: true, viewport: { width, height: 800 } };
      await using opened = await openPage(browser, options);
      const { page } = opened;
      await everyPage(page, shop.url, (name) => assertSound(page, name, width));
    });
  }

  test("what tells of an addition is there for a screen reader before it has a text", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page } = opened;
    await page.goto(shop.url);
    const toast = page.getByRole("status").and(page.locator("[data-toast]"));
    assert.equal(await toast.count(), 1);
    assert.equal(await toast.textContent(), "");
    await page.getByRole("button", { name: "Add Mug to the cart" }).click();
    await toast.getByText("Mug is in your cart.").waitFor();
  });

  test("every page fits on a tablet and leaves the console empty", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser, { viewport: { width: 768, height: 1024 } });
    const { page, messages } = opened;
    await everyPage(page, shop.url, (name) => assertFits(page, name, 768));
    assert.deepEqual(messages, []);
  });
}
