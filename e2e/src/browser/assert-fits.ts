import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** Asserts that nothing of a page lies at the side of a screen that is so many pixels wide. */
export async function assertFits(page: Page, name: string, width: number): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= width, `the page "${name}" is ${wide} pixels wide`);
}
