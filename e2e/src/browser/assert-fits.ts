import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/**
 * Asserts that nothing of a page lies at the side of a screen that is so many pixels wide, and nothing of
 * a dialog that is open at its side.
 */
export async function assertFits(page: Page, name: string, width: number): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= width, `the page "${name}" is ${wide} pixels wide`);
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll("dialog[open]")].map(
      (each) => each.scrollWidth - each.clientWidth,
    ),
  );
  assert.deepEqual(
    hidden,
    hidden.map(() => 0),
    `pixels that a dialog of "${name}" hides`,
  );
}
