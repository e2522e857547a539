import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./open-browser.ts";
import { openCart } from "./open-cart.ts";
import { MUG, type Stage } from "./stage.ts";

/** What a visitor sees of trouble between the browser and the shop. */
export function trouble(stage: () => Stage): void {
  for (const [status, title] of [
    [502, "502 Bad Gateway"],
    [200, "Sign in to this network"],
  ] as const) {
    test(`a visitor is shown the cart when a proxy answers "${title}" to what is added`, async () => {
      const { browser, shop } = stage();
      await using opened = await openPage(browser);
      const { page, messages } = opened;
      await page.goto(`${shop.url}/product/${MUG}`);
      const body = `<title>${title}</title><h1>${title}</h1>`;
      await page.route("**/cart", (route) =>
        route.request().method() === "POST"
          ? route.fulfill({ status, contentType: "text/html", body })
          : route.continue(),
      );
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.getByText("There is nothing in it yet").waitFor();
      assert.deepEqual(messages, []);
    });
  }

  test("a page stays, and says so, when something is wanted of it without a network", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(`${shop.url}/product/${MUG}`);
    await page.context().setOffline(true);
    const toast = page.locator("[data-toast]");
    const noAnswer = toast.getByText("The shop cannot be reached.");
    const heading = page.getByRole("heading", { name: "Mug", level: 1 });
    for (const action of [
      () => page.getByRole("button", { name: "Add to cart" }).click(),
      () => page.getByLabel("Currency").selectOption("JPY"),
    ]) {
      await action();
      await noAnswer.waitFor();
      await heading.click();
      await noAnswer.waitFor({ state: "detached" });
    }
    assert.equal(await page.getByLabel("Currency").inputValue(), "USD");
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Add to cart" }).click();
    await toast.getByText("Mug is in your cart.").waitFor();
    await page.getByRole("link", { name: "View cart" }).click();
    await page.getByLabel("City").fill("Springfield");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Place the order" }).click();
    await toast.getByText("You are offline. Nothing was ordered.").waitFor();
    await page.getByRole("button", { name: "Empty the cart" }).click();
    await toast.getByText("You are offline. Nothing was sent.").waitFor();
    assert.equal(await page.getByLabel("City").inputValue(), "Springfield");
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    assert.deepEqual(messages, []);
  });

  test("clicks that bring no answer add once, together with the one that does", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.goto(`${shop.url}/product/${MUG}`);
    const toast = page.locator("[data-toast]");
    const add = page.getByRole("button", { name: "Add to cart" });
    let lost = 0;
    await page.route("**/cart", async (route) => {
      if (route.request().method() !== "POST" || lost === 2) return route.continue();
      lost++;
      // It arrives, and is answered, but the answer does not.
      await route.fetch({ maxRedirects: 0 });
      await route.abort();
    });
    for (let i = 0; i < 2; i++) {
      await add.click();
      await toast.getByText("The shop cannot be reached.").waitFor();
      await page.getByRole("heading", { name: "Mug", level: 1 }).click();
      await toast.getByText("The shop cannot be reached.").waitFor({ state: "detached" });
    }
    await add.click();
    await toast.getByText("Mug is in your cart.").waitFor();
    const cart = page.locator("[data-cart]");
    assert.match(await cart.innerText(), /\b1\b/);
    await add.click();
    await page.waitForFunction(() =>
      /\b2\b/.test(document.querySelector("[data-cart]")?.textContent ?? ""),
    );
    await page.getByRole("link", { name: "View cart" }).click();
    await page.getByText("2 × $8.99").waitFor();
    // Back to the page as the browser keeps it.
    await page.goBack();
    await page.getByRole("button", { name: "Add to cart" }).click();
    await page.getByRole("link", { name: "View cart" }).click();
    await page.getByText("3 × $8.99").waitFor();
    assert.deepEqual(messages, []);
  });

  test("an order that brought no page can be placed again", async () => {
    const { browser, shop } = stage();
    await using opened = await openPage(browser);
    const { page, messages } = opened;
    await page.clock.install();
    await openCart(page, shop.url);
    // As Escape does while the page is on its way.
    await page.route("**/cart/checkout", (route) => route.abort("aborted"), { times: 1 });
    const button = page.getByRole("button", { name: "Place the order" });
    await button.click();
    await page.locator(".checkout [aria-busy]").waitFor();
    await page.clock.fastForward("00:30");
    await page.locator(".checkout button:not([formaction], [aria-busy])").waitFor();
    await button.click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    assert.deepEqual(messages, []);
  });
}
