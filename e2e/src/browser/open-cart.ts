import type { Page } from "playwright-core";
import { MUG } from "./stage.ts";

/** Opens the cart of a visitor who has put a mug into it. */
export async function openCart(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/product/${MUG}`);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "View cart" }).click();
  await page.getByRole("heading", { name: "Your cart" }).waitFor();
}
