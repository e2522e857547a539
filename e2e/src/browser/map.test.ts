import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { sendCalls } from "../observer/send-calls.ts";
import { type Shop, startShop } from "../shop.ts";
import { assertSound } from "./assert-sound.ts";
import { openBrowser, openPage, skipBrowser } from "./open-browser.ts";

describe("the map in a browser", { skip: skipBrowser }, () => {
  let shop: Shop;
  let browser: Browser;
  let observer: string;
  const ending = new AbortController();
  let sending: Promise<void>;
  before(async () => {
    shop = await startShop({ services: ["observer", "adservice", "currencyservice"] });
    browser = await openBrowser();
    observer = (await shop.instance("observer")).address;
    sending = sendCalls(observer, 200, ending.signal);
  });
  after(async () => {
    ending.abort();
    await sending;
    await browser.close();
    await shop[Symbol.asyncDispose]();
  });
  const urlOf = (path: string) => `http://${observer}${path}`;

  /** Opens the map, and waits until calls move on it. */
  async function openMap(page: Page): Promise<void> {
    await page.goto(urlOf("/map"));
    await page.locator('[data-edge="frontend>cartservice"]').first().waitFor({ state: "attached" });
  }

  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    [1280, 390, 320].map((width) => [colorScheme, width] as const),
  );
  for (const [colorScheme, width] of looks) {
    test(`axe finds nothing on the map and its pages, ${colorScheme} and ${width} pixels wide`, async () => {
      const options = { colorScheme, bypassCSP: true, viewport: { width, height: 800 } };
      await using opened = await openPage(browser, options);
      const { page } = opened;
      const { id } = await shop.instance("adservice");
      await openMap(page);
      for (const path of ["/map", "/registry", `/registry/instances/${id}`]) {
        await page.goto(urlOf(path));
        await assertSound(page, path, width);
      }
      await openMap(page);
      await page.locator(`svg a[data-id="${id}"]`).filter({ visible: true }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("_adservice._sub._hipstershop._tcp.local 120").first().waitFor();
      await assertSound(page, "an instance in front of the map", width);
    });
  }

  test("a click on a dot shows the records that announced the instance, and nothing complains", async () => {
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    const { id, address } = await shop.instance("adservice");
    await openMap(page);
    await page.locator(`svg.wide a[data-id="${id}"]`).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(address).first().waitFor();
    await dialog.getByText("_adservice._sub._hipstershop._tcp.local 120").first().waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.deepEqual(messages, []);
  });

  test("a service that comes and is killed is seen to come and go without a reload", async () => {
    await using opened = await openPage(browser);
    const { page } = opened;
    await openMap(page);
    const { id } = await shop.start("shippingservice");
    const dot = page.locator(`svg.wide a[data-id="${id}"]`);
    await dot.waitFor();
    assert.match((await dot.getAttribute("class")) ?? "", /\bspot up\b/);
    await page.locator(`[data-instances="shippingservice"] a[data-id="${id}"]`).waitFor();
    await shop.stop("shippingservice", "SIGKILL");
    await page.locator(`svg.wide a.gone[data-id="${id}"]`).waitFor();
    await page.getByRole("status").getByText(id).waitFor();
  });

  test("without scripts the map is whole, and a dot is a link", async () => {
    await using opened = await openPage(browser, { javaScriptEnabled: false });
    const { page } = opened;
    const { id } = await shop.instance("currencyservice");
    await page.goto(urlOf("/map"));
    await page.locator(`svg.wide a[data-id="${id}"]`).click();
    await page.getByRole("heading", { name: id }).waitFor();
  });

  test("the map moves nothing for those who want little motion", async () => {
    await using opened = await openPage(browser, { reducedMotion: "reduce" });
    const { page } = opened;
    await openMap(page);
    await page.locator(".edge.glows").first().waitFor({ state: "attached" });
    assert.equal(await page.locator(".spark").count(), 0);
  });

  test("the map weighs less than 60 KB with its scripts, packed", async (t) => {
    const page = await (await fetch(urlOf("/map"))).text();
    const texts = new Map([["/map", page]]);
    const load = async (path: string): Promise<void> => {
      if (texts.has(path)) return;
      texts.set(path, "");
      const text = await (await fetch(urlOf(path))).text();
      texts.set(path, text);
      const imports = [...text.matchAll(/^import .*"(\.\/[\w-]+\.js)";$/gm)];
      await Promise.all(imports.map(([, name = ""]) => load(new URL(name, urlOf(path)).pathname)));
    };
    const assets = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js|svg))"/g)];
    await Promise.all(assets.map(([, path = ""]) => load(path)));
    const scripts = [...texts.keys()].filter((path) => path.endsWith(".js"));
    assert.ok(scripts.some((path) => path.endsWith("/trusted.js")));
    const bytes = [...texts.values()].reduce((sum, text) => sum + gzipSync(text).length, 0);
    t.diagnostic(`${bytes} bytes`);
    assert.ok(bytes < 60_000, `${bytes} bytes`);
  });

  test("the map takes at most 4 ms of script a frame at 200 calls/s", async (t) => {
    await using opened = await openPage(browser);
    const { page } = opened;
    await openMap(page);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const scriptMs = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return 1_000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN);
    };
    let best = Number.POSITIVE_INFINITY;
    // On a busy machine one measurement says little.
    for (let round = 0; round < 3 && best > 4; round++) {
      const beforeMs = await scriptMs();
      const frames = await page.evaluate(countFrames, 2_000);
      best = Math.min(best, ((await scriptMs()) - beforeMs) / frames);
      assert.ok((await page.locator(".spark").count()) > 0);
    }
    t.diagnostic(`${best.toFixed(2)} ms a frame`);
    assert.ok(best <= 4, `${best} ms a frame`);
  });
});

/** Resolves to how many frames the page draws in a time. Runs in the page. */
function countFrames(ms: number): Promise<number> {
  return new Promise((resolve) => {
    const endMs = performance.now() + ms;
    let frames = 0;
    const step = (nowMs: number) => {
      frames += 1;
      if (nowMs < endMs) requestAnimationFrame(step);
      else resolve(frames);
    };
    requestAnimationFrame(step);
  });
}
