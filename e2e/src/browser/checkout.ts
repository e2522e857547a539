import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./open-browser.ts";
import { openCart } from "./open-cart.ts";
import { MUG, type Stage } from "./stage.ts";

/** Filling in the checkout form: what it asks for, and how it says what is wrong. */
export function checkout(stage: () => Stage): void {
  test("a form that is wrong is told so beside its fields, before it is sent", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await openCart(page, shop.url);
    await page.getByLabel("Email").fill("nobody");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("Enter an email address such as").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "email");
    await page.getByLabel("Email").fill("someone@example.com");
    assert.equal(await page.getByText("Enter an email address such as").count(), 0);
    await page.getByLabel("Card number").fill("4432-8015-6152-0455");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("a digit of it is wrong").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "credit_card_number");
    assert.equal(await page.getByLabel("Card number").inputValue(), "4432-8015-6152-0455");
    assert.deepEqual(messages, []);
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`a card that is refused leads to its field, ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
      const { browser, shop } = stage();
      const viewport = { width: 390, height: 844 };
      await using opened = await openPage(browser, { javaScriptEnabled, viewport });
      const { page, messages } = opened;
      await page.goto(`${shop.url}/product/${MUG}`);
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.getByRole("link", { name: "Cart", exact: false }).first().click();
      await page.getByLabel("City").fill("Springfield");
      await page.getByLabel("Card number").fill("3782\u00a0822463\u00a010005");
      await page.getByRole("button", { name: "Place the order" }).click();
      await page.getByText("The card was refused.").waitFor();
      // What was typed stays, but for the card.
      assert.equal(await page.getByLabel("City").inputValue(), "Springfield");
      assert.equal(await page.getByLabel("Card number").inputValue(), "");
      assert.match(await page.title(), /^Error: /);
      const field = page.locator("#credit_card_number:focus");
      await field.waitFor();
      const box = await page.locator("#credit_card_number-error").boundingBox();
      assert(
        box && box.y > 0 && box.y + box.height < viewport.height,
        "the message is out of sight",
      );
      await page.getByRole("link", { name: "Only VISA or MasterCard" }).click();
      await field.waitFor();
      assert.deepEqual(messages, []);
    });
  }

  test("the form asks for what an address has in the country that is chosen", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await openCart(page, shop.url);
    await page.getByLabel("City").fill("London");
    await page.getByLabel("Country").fill("United Kingdom");
    await page.getByLabel("Country").press("Tab");
    await page.getByLabel("Postcode").fill("SW1A 1AA");
    assert.equal(await page.getByLabel("Town or city").inputValue(), "London");
    assert.equal(await page.getByLabel("State").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "zip_code");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    await page.getByText("SW1A 1AA").waitFor();
    await page.getByRole("link", { name: "Mailbox" }).click();
    await page.frameLocator("iframe").first().getByText("SW1A 1AA").waitFor();
    await page.goto(`${shop.url}/orders`);
    await page.getByText("SW1A 1AA").waitFor();
    assert.deepEqual(messages, []);
  });
}
