import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { everyPage } from "./every-page.ts";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

/** What axe and the eye of a machine find on every page, in both themes and three widths. */
export function accessibility(stage: () => Stage): void {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing on any page in the ${colorScheme} theme`, async () => {
      const { browser, shop } = stage();
      // Axe comes from outside the page, so the page's policy must step aside.
      await using opened = await openPage(browser, { colorScheme, bypassCSP: true });
      const { page } = opened;
      await everyPage(page, shop.url, async (name) => {
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
          return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
        });
        assert.deepEqual(found, [], `on the page "${name}"`);
      });
    });
  }

  for (const width of [320, 768, 1440]) {
    test(`no page is wider than a screen of ${width} pixels, nor says a word in the console`, async () => {
      const { browser, shop } = stage();
      await using opened = await openPage(browser, { viewport: { width, height: 800 } });
      const { page, messages } = opened;
      await everyPage(page, shop.url, async (name) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(wide <= width, `"${name}" is ${wide} pixels wide`);
      });
      assert.deepEqual(messages, []);
    });
  }
}
