import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./open-browser.ts";
import type { Stage } from "./stage.ts";

/** Buying where no script runs. */
export function withoutScripts(stage: () => Stage): void {
  test("a visitor without JavaScript searches, switches the currency and buys", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser, { javaScriptEnabled: false });
    const { page } = opened;
    await page.goto(shop.url);
    await page.getByLabel("Search the shop").fill("glass");
    await page.getByLabel("Search the shop").press("Enter");
    await page.getByRole("heading", { name: "things for “glass”" }).waitFor();
    await page.getByLabel("Currency").selectOption("EUR");
    await page.getByRole("button", { name: "Use" }).click();
    await page.getByRole("heading", { name: "things for “glass”" }).waitFor();
    await page.getByRole("link", { name: "Bamboo Glass Jar" }).click();
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("heading", { name: "Your cart" }).waitFor();
    await page.getByRole("spinbutton", { name: "Quantity of Bamboo Glass Jar" }).fill("2");
    await page.getByRole("button", { name: "Change the quantity" }).click();
    await page.getByText(/2 × €/).waitFor();
    await page.getByLabel("City").fill("London");
    await page.getByLabel("Country").fill("United Kingdom");
    await page.getByRole("button", { name: "Show the fields for this country" }).click();
    assert.equal(await page.getByLabel("Town or city").inputValue(), "London");
    await page.getByLabel("Postcode").fill("SW1A 1AA");
    await page.getByLabel("Card number").fill("4432-8015-6152-0454");
    await page.getByLabel("Security code").fill("672");
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    await page.getByText("SW1A 1AA").waitFor();
  });
}
