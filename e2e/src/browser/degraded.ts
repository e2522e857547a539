import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./open-browser.ts";
import { openCart } from "./open-cart.ts";
import { MUG, type Stage } from "./stage.ts";

/** What a visitor sees while a service is down, and that the page heals when it is back. */
export function degraded(stage: () => Stage): void {
  const cases: readonly (readonly [service: string, path: string, status: number, text: string])[] =
    [
      ["adservice", `/product/${MUG}`, 200, "Our tips are taking a break."],
      ["recommendationservice", `/product/${MUG}`, 200, "Recommendations are taking a break."],
      ["cartservice", "/", 200, "Your cart is out of reach for a moment."],
      ["cartservice", "/cart", 503, "A part of the shop is out of reach"],
      ["checkoutservice", "/orders", 503, "A part of the shop is out of reach"],
    ];
  for (const [service, path, status, text] of cases) {
    test(`${path} says what is missing while ${service} is down, and heals`, async (t) => {
      const { browser, shop } = stage();
      await using opened = await openPage(browser);
      const { page, messages } = opened;
      await shop.stop(service);
      const answer = await page.goto(shop.url + path);
      assert.equal(answer?.status(), status);
      await page.getByText(text).first().waitFor();
      await shop.start(service);
      await t.waitFor(
        async () => {
          assert.equal((await page.goto(shop.url + path))?.status(), 200);
          assert.equal(await page.getByText(text).count(), 0);
        },
        { interval: 50, timeout: 20_000 },
      );
      assert.deepEqual(messages, []);
    });
  }

  test("a product page does not wait for a slow adservice", async (t) => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page } = opened;
    await shop.stop("adservice");
    await shop.start("adservice", { EXTRA_LATENCY: "10s" });
    // At first the frontend may not have found it yet.
    await t.waitFor(
      async () => {
        await page.goto(`${shop.url}/product/${MUG}`);
        // Had it waited, there would be an ad.
        await page.getByText("Our tips are taking a break.").waitFor();
        await page.locator("footer").getByRole("link", { name: "How this page was made" }).click();
        const call = page.getByRole("listitem").filter({ hasText: /adservice GetAds/ });
        assert.match(await call.first().innerText(), /deadline_exceeded/);
      },
      { interval: 50, timeout: 20_000 },
    );
    await shop.stop("adservice", "SIGKILL");
    await shop.start("adservice");
  });

  test("an order that cannot be placed keeps the form, and goes through when tried again", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page } = opened;
    await openCart(page, shop.url);
    await page.getByLabel("City").fill("Springfield");
    await shop.stop("checkoutservice");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("you will not be charged twice").waitFor();
    assert.equal(await page.getByLabel("City").inputValue(), "Springfield");
    await shop.start("checkoutservice");
    await page.getByLabel("Card number").fill("4432-8015-6152-0454");
    await page.getByLabel("Security code").fill("672");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
  });

  test("the page of an order leads to its end, although checkoutservice was killed", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser, { javaScriptEnabled: false });
    const { page } = opened;
    await page.goto(`${shop.url}/product/${MUG}`);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await shop.stop("checkoutservice");
    await shop.start("checkoutservice", { FAILPOINT: "checkout-after-ship-intent" });
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "We are finishing your order" }).waitFor();
    await shop.stop("checkoutservice");
    await shop.start("checkoutservice");
    // Nobody clicks: the page looks again.
    await page.getByRole("heading", { name: "Thank you" }).waitFor({ timeout: 60_000 });
    assert.match(new URL(page.url()).pathname, /^\/orders\/[\da-f-]{36}$/);
  });
}
