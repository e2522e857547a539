import assert from "node:assert/strict";
import { test } from "node:test";
import { OBSERVER, serviceNames } from "@hipstershop/shop/names";
import type { Page } from "playwright-core";
import { everyPage } from "./every-page.ts";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

/** A window of 1280 by 1024 at 400 % zoom (WCAG 2.2 success criterion 1.4.10), and a phone. */
const SIZES = [
  { width: 320, height: 256 },
  { width: 390, height: 844 },
] as const;

/** Every page is read by scrolling down, and never sideways. */
export function reflow(stage: () => Stage): void {
  for (const viewport of SIZES) {
    test(`every page reflows at ${viewport.width} by ${viewport.height} pixels`, async () => {
      const { browser, shop } = stage();
      await using opened = await openPage(browser, { viewport, hasTouch: true, isMobile: true });
      const { page } = opened;
      const problems: string[] = [];
      const look = async (name: string) => {
        for (const problem of await find(page, viewport)) problems.push(`${name}: ${problem}`);
      };
      await everyPage(page, shop.url, look);
      const { address } = await shop.instance(OBSERVER);
      for (const service of serviceNames) {
        await page.goto(`http://${address}/call/${service}`);
        await look(service);
      }
      assert.deepEqual(problems, []);
    });
  }
}

/** Returns what is too wide for the window, is cut off in it, or covers too much of it. */
function find(page: Page, viewport: (typeof SIZES)[number]): Promise<string[]> {
  // Not what the window says of itself: a phone makes it wider, and shows it smaller.
  return page.evaluate(({ width: innerWidth, height: innerHeight }) => {
    const problems: string[] = [];
    const describe = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.className}"> "${element.textContent?.trim().slice(0, 40)}"`;
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) {
      problems.push(`it is ${root.scrollWidth} pixels wide`);
    }
    let covered = 0;
    for (const element of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      const { left, right, height, width } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1) continue;
      if (right > innerWidth + 1 || left < -1) problems.push(`${describe(element)} sticks out`);
      // What is typed may be longer than its field.
      const cuts = style.overflowX !== "visible" && element.localName !== "input";
      if (cuts && element.scrollWidth > element.clientWidth + 1) {
        problems.push(`${describe(element)} is wider than what shows of it`);
      }
      if (style.position === "fixed" && element.localName !== "dialog") covered += height;
    }
    if (covered > innerHeight / 3) problems.push(`bars cover ${covered} pixels`);
    return problems;
  }, viewport);
}
