import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openPage } from "./open-browser.ts";
import { MUG, type Stage } from "./stage.ts";

/** Buying with the keyboard alone, and seeing where one is. */
export function keyboard(stage: () => Stage): void {
  test("the keyboard alone buys a mug, and always shows where it is", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(shop.url);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Skip to the content");
    await page.keyboard.press("Enter");
    await tabTo(page, "Mug");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Mug", level: 1 }).waitFor();
    await tabTo(page, "Add to cart");
    await page.keyboard.press("Enter");
    await page.getByText("Mug is in your cart.").waitFor();
    await tabTo(page, "View cart");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your cart" }).waitFor();
    await tabTo(page, "Place the order");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    assert.deepEqual(messages, []);
  });

  test("the bar and the toast of a small screen hide nothing that has the focus", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser, { viewport: { width: 375, height: 700 } });
    const { page } = opened;
    await page.goto(`${shop.url}/product/${MUG}`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("Mug is in your cart.").waitFor();
    await tabToFooter(page);
    await page.goto(`${shop.url}/cart`);
    await tabToFooter(page);
  });
}

/** Presses Tab up to the last link of a page; no stop on the way may be covered. */
async function tabToFooter(page: Page): Promise<void> {
  await tabTo(page, "Forget me", async (stop) => {
    assert.equal(await isCovered(page), false, `"${stop}" is covered when it has the focus`);
  });
}

/** Presses Tab until the element with the name has the focus; each stop on the way must show. */
async function tabTo(
  page: Page,
  name: string,
  look: (stop: string) => Promise<void> = async () => {},
): Promise<void> {
  for (let count = 0; count < 80; count++) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    assert.equal(await isFocusVisible(page), true, `the focus on "${stop}" does not show`);
    await look(stop);
    if (stop === name || (name.length > 8 && stop.startsWith(name))) return;
  }
  assert.fail(`80 Tabs did not lead to "${name}"`);
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    return (
      element?.getAttribute("aria-label") ?? (element?.textContent?.trim() || element?.id) ?? ""
    );
  });
}

function isFocusVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return true;
    const outlines = [getComputedStyle(element), getComputedStyle(element, "::after")];
    return outlines.some(({ outlineStyle, outlineWidth }) => {
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    });
  });
}

function isCovered(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return false;
    const { x, y, width, height } = element.getBoundingClientRect();
    const seen = document.elementFromPoint(x + width / 2, y + height / 2);
    return !seen || !(seen.contains(element) || element.contains(seen));
  });
}
