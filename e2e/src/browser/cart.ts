import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, openPage } from "./open-browser.ts";
import { openCart } from "./open-cart.ts";
import type { Stage } from "./stage.ts";

/** The cart page, whose checkout form somebody fills in while the cart changes above it. */
export function cart(stage: () => Stage): void {
  test("what was typed at checkout stays while the cart and the currency change", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await openCart(page, shop.url);
    await page.getByLabel("Email").fill("nobody");
    await page.getByLabel("City").fill("Springfield");
    await page.getByLabel("Card number").fill("");
    await page.getByLabel("Month").selectOption("12");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("Enter an email address such as").waitFor();

    await page.getByRole("spinbutton", { name: "Quantity of Mug" }).fill("2");
    await page.getByRole("button", { name: "Change the quantity of Mug" }).click();
    await page.getByText("2 × $8.99").waitFor();
    await page.getByLabel("Currency").selectOption("JPY");
    await page.getByText("2 × ¥1,005").waitFor();
    await page.locator(".recommendations").getByRole("button").first().click();
    await page.locator(".basket .line").nth(1).waitFor();

    assert.equal(await page.getByLabel("Email").inputValue(), "nobody");
    assert.equal(await page.getByLabel("City").inputValue(), "Springfield");
    assert.equal(await page.getByLabel("Card number").inputValue(), "");
    assert.equal(await page.getByLabel("Month").inputValue(), "12");
    // What is wrong still stands beside its field, until it is put right.
    await page.getByText("Enter an email address such as").waitFor();
    await page.getByLabel("Email").fill("someone@example.com");
    await page.getByText("Enter an email address such as").waitFor({ state: "detached" });
    assert.deepEqual(messages, []);
  });

  test("the cart stays where it was scrolled to when something is added", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page } = opened;
    await openCart(page, shop.url);
    const add = page.locator(".recommendations").getByRole("button").first();
    // Not as far as the page goes: it may be a little shorter afterwards.
    await add.evaluate((button) => button.scrollIntoView({ block: "end" }));
    const scrolled = await page.evaluate(() => scrollY);
    await add.click();
    await page.locator(".basket .line").nth(1).waitFor();
    assert.equal(await page.evaluate(() => scrollY), scrolled);
  });

  test("a cart that the browser kept shows what is in it now, and what was typed", async () => {
    const browser = await openBrowser({ keepsPages: true });
    try {
      await using opened = await openPage(browser);
      const { page, messages } = opened;
      await openCart(page, stage().shop.url);
      await page.getByLabel("City").fill("Springfield");
      await page.locator(".recommendations h3 a").first().click();
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.getByText("is in your cart.").waitFor();
      // Playwright's own way back waits for a load, and a page that was kept has none.
      await page.evaluate(() => history.back());
      await page.locator(".basket .line").nth(1).waitFor();
      const total = await page.locator(".basket .total dd").textContent();
      assert.equal(await page.getByLabel("City").inputValue(), "Springfield");
      await page.getByRole("button", { name: `Place the order · ${total}` }).click();
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
      assert.equal(await page.locator(".order .total dd").textContent(), total);
      await page.getByText("Springfield").waitFor();
      assert.deepEqual(messages, []);
    } finally {
      await browser.close();
    }
  });
}
