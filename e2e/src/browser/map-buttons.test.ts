import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { type DevShop, startDevShop } from "../start-dev-shop.ts";
import { assertSound } from "./assert-sound.ts";
import { openBrowser, openPage, skipBrowser } from "./open-browser.ts";

describe("the buttons of the map in a browser", { skip: skipBrowser }, () => {
  let shop: DevShop;
  let browser: Browser;
  before(async () => {
    shop = await startDevShop(["adservice"]);
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await shop[Symbol.asyncDispose]();
  });

  test("a copy comes at a click, and fades at another, without a reload", async () => {
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(`${shop.observer}/map`);
    const [first] = await shop.registry.getService("adservice");
    const dots = page.locator('[data-dots="wide:adservice"] a.up');
    await dots.first().waitFor();
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    const dialog = page.getByRole("dialog");
    await page.locator('svg.wide a.more[href="/services/adservice"]').click();
    await dialog.getByRole("button", { name: "Another copy" }).click();
    await dialog.waitFor({ state: "hidden" });
    await dots.nth(1).waitFor();

    await page.locator(`svg.wide a[data-id="${first?.id}"]`).click();
    await assertSound(page, "the dialog of an instance", 1440);
    await dialog.getByRole("button", { name: "kill -9" }).click();
    await page.locator(`svg.wide a.gone[data-id="${first?.id}"]`).waitFor();
    assert.equal(await page.evaluate(() => "isSamePage" in globalThis), true);
    assert.deepEqual(messages, []);
  });

  test("a copy is restarted without scripts, and the map is next", async () => {
    await using opened = await openPage(browser, { javaScriptEnabled: false });
    const { page } = opened;
    const button = page.getByRole("button", { name: "Restart" });
    await page.goto(`${shop.observer}/map`);
    await page.locator(".instance.up").filter({ hasText: "adservice" }).first().click();
    await button.click();
    await page.waitForURL("**/map");
  });

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 320],
  ] as const) {
    test(`axe finds nothing on the page of a service, ${colorScheme} and ${width} pixels wide`, async () => {
      const options = { colorScheme, bypassCSP: true, viewport: { width, height: 800 } };
      await using opened = await openPage(browser, options);
      await opened.page.goto(`${shop.observer}/services/adservice`);
      await assertSound(opened.page, "a service", width);
    });
  }
});
