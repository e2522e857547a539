import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

/** Buying with the keyboard alone. */
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
}

/** Presses Tab until the element with the name has the focus; each stop on the way must show. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < 80; count++) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    assert.equal(await isFocusVisible(page), true, `the focus on "${stop}" does not show`);
    if (stop === name || (name.length > 8 && stop.startsWith(name))) return;
  }
  assert.fail(`80 Tabs did not lead to "${name}"`);
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
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
