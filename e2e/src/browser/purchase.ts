import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./open-browser.ts";
import { MUG, type Stage } from "./stage.ts";

/** Buying, with all that scripts make better. */
export function purchase(stage: () => Stage): void {
  test("a visitor buys a mug in yen, and reloads no page to fill the cart", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(shop.url);
    await page.evaluate(() => {
      (globalThis as { untouched?: boolean }).untouched = true;
    });
    await page.getByLabel("Currency").selectOption("JPY");
    await page.getByText("¥1,005").first().waitFor();
    await page.getByRole("button", { name: "Add Mug to the cart" }).click();
    await page.getByText("Mug is in your cart.").waitFor();
    assert.equal(await page.locator("[data-cart] .count").textContent(), "1 item");
    assert.equal(
      await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched),
      true,
      "the page was loaded anew",
    );

    await page.getByRole("link", { name: "View cart" }).click();
    await page.getByRole("heading", { name: "Your cart" }).waitFor();
    await page.getByRole("button", { name: /Place the order · ¥2,010/ }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    // What was paid stays as it was.
    const paid = page.url();
    await page.getByLabel("Currency").selectOption("USD");
    // What else there is to buy has its price in the new currency.
    await page.locator(".page-order .price", { hasText: "$" }).first().waitFor();
    assert.equal(new URL(page.url()).pathname, new URL(paid).pathname);
    await page.getByText("¥2,010").first().waitFor();
    await page.getByRole("link", { name: "Your orders" }).click();
    await page.locator(".tools [aria-current]", { hasText: "Orders" }).waitFor();
    await page.getByText("¥2,010").first().waitFor();

    await page.getByRole("link", { name: "Mailbox" }).click();
    await page.frameLocator("iframe").first().getByText("¥2,010").first().waitFor();
    assert.deepEqual(messages, []);
  });

  test("the cart changes its quantities without a reload", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(`${shop.url}/product/${MUG}`);
    await page.getByLabel("Quantity").selectOption("2");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByText("Mug is in your cart.").waitFor();
    await page.getByRole("heading", { name: "Mug", level: 1 }).click();
    await page.getByText("Mug is in your cart.").waitFor({ state: "detached" });
    await page.locator(".tools").getByRole("link", { name: "Cart" }).click();
    await page.getByRole("spinbutton", { name: "Quantity of Mug" }).fill("3");
    await page.getByRole("button", { name: "Change the quantity of Mug" }).click();
    await page.getByText("3 × $8.99").waitFor();
    await page.getByRole("button", { name: "Remove Mug" }).click();
    await page.getByText("There is nothing in it yet").waitFor();
    assert.deepEqual(messages, []);
  });

  test("a transition that the browser leaves out still shows the page, in silence", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.addInitScript(() => {
      const start = document.startViewTransition.bind(document);
      document.startViewTransition = (swap) => {
        const transition = start(swap);
        transition.skipTransition();
        return transition;
      };
    });
    await page.goto(shop.url);
    for (const [currency, price] of [
      ["JPY", "¥1,005"],
      ["USD", "$8.99"],
    ] as const) {
      await page.getByLabel("Currency").selectOption(currency);
      await page.getByText(price).first().waitFor();
    }
    assert.deepEqual(messages, []);
  });
}
