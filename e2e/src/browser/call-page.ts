import assert from "node:assert/strict";
import { test } from "node:test";
import { OBSERVER } from "@hipstershop/shop/names";
import { assertSound } from "./assert-sound.ts";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

const CONVERT = "/call/currencyservice/hipstershop.CurrencyService/Convert";
const WATCH = "/call/checkoutservice/grpc.health.v1.Health/Watch";
const PLACE = "/call/checkoutservice/hipstershop.CheckoutService/PlaceOrder";

/** A busy machine may take longer to say what it offers than a page waits for it. */
const BUSY = { interval: 500, timeout: 60_000 };

/** The observer's pages from which every RPC can be called. */
export function callPage(stage: () => Stage): void {
  test("an RPC is called from its form, and the browser keeps what was called, without the card", async (t) => {
    const { browser, shop } = stage();
    const { address } = await shop.instance(OBSERVER);
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await t.waitFor(async () => {
      await page.goto(`http://${address}/call`);
      const link = page.getByRole("link", { name: "Convert", exact: true });
      await link.click({ timeout: 1_000 });
    }, BUSY);
    await page.getByLabel("to_code").fill("JPY");
    const call = page.getByRole("button", { name: "Call Convert" });
    await call.click();
    await page.getByText("Answered by currencyservice-").waitFor();
    await page.getByText('"currencyCode": "JPY"').waitFor();
    await page.getByText('toCode: "JPY"').waitFor();
    await page.locator("[data-slot=trace]").getByText("currencyservice Convert").waitFor();

    await page.getByLabel("units").fill("many");
    await call.click();
    await page.getByText("“many” is not a whole number of 64 bits.").waitFor();
    assert.equal(await page.evaluate("document.activeElement.name"), "r.from.units");

    await page.goto(`http://${address}${PLACE}`);
    await page.getByRole("button", { name: "Call PlaceOrder" }).click();
    await page.getByText("cart is empty").first().waitFor();
    await page.goto(`http://${address}${PLACE}`);
    await page.locator(".history a").first().click();
    await page.waitForURL(/request=/);
    assert.equal(await page.getByLabel("user_id").inputValue(), "explorer");
    assert.equal(await page.getByLabel("credit_card_number").inputValue(), "");
    const kept = await page.evaluate("JSON.stringify(localStorage)");
    assert.doesNotMatch(String(kept), /4432|672/);
    assert.deepEqual(messages, []);
  });

  test("a stream is shown as it happens, until it is stopped", async (t) => {
    const { browser, shop } = stage();
    const { address } = await shop.instance(OBSERVER);
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await t.waitFor(async () => {
      await page.goto(`http://${address}${WATCH}`);
      await page.getByRole("button", { name: "Call Watch" }).click({ timeout: 1_000 });
      await page.locator("[data-slot=messages]").getByText('"SERVING"').waitFor();
      await page.getByRole("button", { name: "Stop" }).click({ timeout: 1_000 });
      await page.getByText("Stopped.").waitFor();
    }, BUSY);
    assert.deepEqual(messages, []);
  });

  test("an RPC is called without scripts", async (t) => {
    const { browser, shop } = stage();
    const { address } = await shop.instance(OBSERVER);
    await using opened = await openPage(browser, { javaScriptEnabled: false });
    const { page } = opened;
    await t.waitFor(async () => {
      await page.goto(`http://${address}${CONVERT}`);
      await page.getByLabel("to_code").waitFor({ timeout: 1_000 });
    }, BUSY);
    await page.getByLabel("to_code").press("Enter");
    await page.getByText("Answered by currencyservice-").waitFor();
    await page.goto(`http://${address}/call/cartservice/hipstershop.CartService/RemoveItems`);
    await page.getByRole("button", { name: "Add to items" }).click();
    await page.getByRole("button", { name: "Remove items 2" }).click();
    await page.getByRole("button", { name: "Remove items 1" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Remove items 2" }).count(), 0);
  });

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 320],
  ] as const) {
    test(`axe finds nothing on the pages to call, ${colorScheme} and ${width} pixels wide`, async () => {
      const { browser, shop } = stage();
      const { address } = await shop.instance(OBSERVER);
      const options = { colorScheme, bypassCSP: true, viewport: { width, height: 800 } };
      await using opened = await openPage(browser, options);
      const { page } = opened;
      for (const path of ["/call", "/call/checkoutservice", "/call/none", PLACE]) {
        await page.goto(`http://${address}${path}`);
        await assertSound(page, path, width);
      }
      await page.getByLabel("credit_card_cvv").fill("none");
      await page.getByRole("button", { name: "Call PlaceOrder" }).click();
      await page.getByText("“none” is not a whole number").waitFor();
      await assertSound(page, "a rejected input", width);
      await page.goto(`http://${address}${CONVERT}`);
      await page.getByRole("button", { name: "Call Convert" }).click();
      await page.locator("[data-slot=trace] summary").first().click();
      await assertSound(page, "an answer", width);
    });
  }
}
