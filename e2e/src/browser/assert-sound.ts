import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { assertFits } from "./assert-fits.ts";

/**
 * Asserts that axe finds nothing on a page, and that it fits on a screen that is so many pixels wide.
 * Axe comes from outside the page, so the page's policy must step aside (`bypassCSP`).
 */
export async function assertSound(page: Page, name: string, width: number): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  });
  assert.deepEqual(found, [], `on the page "${name}"`);
  await assertFits(page, name, width);
}
