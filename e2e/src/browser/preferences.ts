import assert from "node:assert/strict";
import { test } from "node:test";
import { OBSERVER } from "@hipstershop/shop/names";
import { openPage } from "./open-browser.ts";
import { openCart } from "./open-cart.ts";
import { MUG, type Stage } from "./stage.ts";

/** What a visitor's own settings change: the zone, the language and the theme. */
export function preferences(stage: () => Stage): void {
  test("times are the visitor's, and the mailbox is dark where the theme is", async () => {
    const { browser, shop } = stage();
    const settings = { locale: "de-DE", timezoneId: "Asia/Tokyo", colorScheme: "dark" } as const;
    await using opened = await openPage(browser, settings);
    const { page, messages } = opened;
    await openCart(page, shop.url);
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    await page.goto(`${shop.url}/orders`);
    const time = page.locator("time").first();
    const placed = new Date((await time.getAttribute("datetime")) ?? "");
    const style = { dateStyle: "medium", timeStyle: "short" } as const;
    const shown = placed.toLocaleString("de-DE", { ...style, timeZone: "Asia/Tokyo" });
    await time.filter({ hasText: shown }).waitFor();
    const { address } = await shop.instance(OBSERVER);
    await page.goto(`http://${address}/mail`);
    const body = page.frameLocator("iframe").first().locator("body");
    const color = await body.evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.equal(color, "rgb(19, 16, 41)");
    assert.deepEqual(messages, []);
  });

  test("times are in UTC where no script runs", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser, { javaScriptEnabled: false });
    const { page } = opened;
    await page.goto(`${shop.url}/product/${MUG}`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    await page.goto(`${shop.url}/orders`);
    const time = page.locator("time").first();
    assert.match((await time.textContent()) ?? "", /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  });
}
