import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

/** Switching the currency, with scripts and where they do not come. */
export function currency(stage: () => Stage): void {
  test("the currency that was chosen last is shown, however quickly it was reached", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(shop.url);
    // All three are chosen before the first is answered.
    const chosen = Promise.withResolvers<void>();
    await page.route("**/setCurrency", async (route) => {
      await chosen.promise;
      await route.continue();
    });
    await page.getByLabel("Currency").focus();
    for (let count = 0; count < 3; count++) await page.keyboard.press("ArrowDown");
    assert.equal(await page.getByLabel("Currency").inputValue(), "TRY");
    chosen.resolve();
    await page.getByText(/^₺/).first().waitFor();
    assert.equal(await page.getByLabel("Currency").inputValue(), "TRY");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "currency");
    assert.deepEqual(messages, []);
  });

  test("the currency has a button where no script comes, also on a small screen", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser, { viewport: { width: 320, height: 640 } });
    const { page } = opened;
    await page.route("**/*.js", (route) => route.abort());
    await page.goto(shop.url);
    await page.getByLabel("Currency").selectOption("JPY");
    await page.getByRole("button", { name: "Use" }).click();
    await page.getByText("¥1,005").first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });
}
