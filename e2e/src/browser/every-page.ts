import type { Page } from "playwright-core";
import { MUG } from "./stage.ts";

/** Shows every page and state of the shop in turn, and tells which one it is. */
export async function everyPage(
  page: Page,
  url: string,
  look: (name: string) => Promise<void>,
): Promise<void> {
  for (const [name, path] of Object.entries(PLAIN)) {
    await page.goto(url + path);
    await look(name);
  }
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("is in your cart.").waitFor();
  await look("added");
  await page.goto(`${url}/cart`);
  await look("cart");
  await page.getByLabel("Card number").fill("3782 822463 10005");
  await page.getByRole("button", { name: "Place the order" }).click();
  await page.getByText("The card was refused.").waitFor();
  await look("cart-refused");
  await page.getByLabel("Card number").fill("4432-8015-6152-0454");
  await page.getByLabel("Security code").fill("672");
  await page.getByRole("button", { name: "Place the order" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  await look("order");
  await page.goto(`${url}/orders`);
  await look("orders");
}

const PLAIN = {
  home: "/",
  search: "/search?q=glass",
  // As long as a search may be, and in one word: it must not push the page wide.
  "search-nothing": `/search?q=${"z".repeat(100)}`,
  missing: "/nothing",
  "cart-empty": "/cart",
  "orders-empty": "/orders",
  product: `/product/${MUG}`,
};
