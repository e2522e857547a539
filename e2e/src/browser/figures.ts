import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openPage } from "./open-browser.ts";
import { MUG, type Stage } from "./stage.ts";

interface Figures {
  requests: number;
  /** Compressed, in bytes: HTML, CSS and JavaScript. */
  code: number;
  /** In bytes, all of it. */
  transferred: number;
  firstByteMs: number;
  largestPaintMs: number;
  shift: number;
}

/** How heavy and how quick the pages are, as a browser with an empty cache sees them. */
export function figures(stage: () => Stage): void {
  test("a first visit is light and nothing on it shifts", async (t) => {
    const { browser, shop } = stage();
    t.diagnostic(
      "| page | requests | HTML, CSS, JS | transferred | first byte | largest paint | shift |",
    );
    for (const [name, path] of Object.entries({
      home: "/",
      product: `/product/${MUG}`,
      cart: "/cart",
    })) {
      // The shop has been asked before, this browser has not.
      await fetch(shop.url + path);
      await using opened = await openPage(browser);
      const measured = await measure(opened.page, shop.url + path);
      const { requests, code, transferred, firstByteMs, largestPaintMs, shift } = measured;
      t.diagnostic(
        `| ${name} | ${requests} | ${kib(code)} | ${kib(transferred)} | ${firstByteMs.toFixed(0)} ms | ${largestPaintMs.toFixed(0)} ms | ${shift.toFixed(3)} |`,
      );
      assert(code <= 40 * 1024, `the code of "${name}" is ${code} bytes`);
      assert.equal(shift, 0, `"${name}" shifts`);
    }
  });
}

async function measure(page: Page, url: string): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const types = new Map<string, string>();
  let code = 0;
  let transferred = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    transferred += encodedDataLength;
    if (/Document|Stylesheet|Script/.test(types.get(requestId) ?? "")) code += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = { shift: 0, paint: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.paint = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  await page.goto(url, { waitUntil: "networkidle" });
  const timing = await page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { shift: number; paint: number } };
    const [navigation] = performance.getEntriesByType(
      "navigation",
    ) as PerformanceNavigationTiming[];
    return { ...seen, firstByteMs: navigation?.responseStart ?? 0 };
  });
  const { shift, paint: largestPaintMs, firstByteMs } = timing;
  return { requests: types.size, code, transferred, firstByteMs, largestPaintMs, shift };
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
