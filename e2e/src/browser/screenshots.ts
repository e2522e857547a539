// Takes the pictures that the README and docs/frontend.md show, "npm run screenshots" here:
// every page at three widths and in both themes into the folder given, or, without one, the
// few that are kept in docs/images.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { startShop } from "../shop.ts";
import { everyPage } from "./every-page.ts";
import { openBrowser, openPage } from "./open-browser.ts";

/** Name, width, height and theme of each picture that is kept: small, for they are in git. */
const KEPT = [
  ["home", 1440, 900, "light"],
  ["home", 768, 1024, "dark"],
  ["home", 320, 640, "light"],
  ["product", 1440, 900, "dark"],
  ["cart", 320, 640, "dark"],
  ["cart", 1440, 900, "light"],
  ["order", 768, 1024, "light"],
] as const;

const folder = process.argv[2];
await using shop = await startShop();
const browser = await openBrowser();
if (folder) {
  for (const width of [320, 768, 1440]) {
    for (const theme of ["light", "dark"] as const) {
      await visit(width, width === 320 ? 640 : 900, theme, (page, name) =>
        save(page, folder, `${name}-${width}-${theme}`, true),
      );
    }
  }
} else {
  for (const [wanted, width, height, theme] of KEPT) {
    await visit(width, height, theme, async (page, name) => {
      if (name !== wanted) return;
      const first = wanted === "home" && width === 1440;
      const file = first ? "home" : `${wanted}-${width}-${theme}`;
      await save(page, join(import.meta.dirname, "../../../docs/images"), file, false);
    });
  }
}
await browser.close();

async function visit(
  width: number,
  height: number,
  colorScheme: "light" | "dark",
  look: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await using opened = await openPage(browser, { viewport: { width, height }, colorScheme });
  await everyPage(opened.page, shop.url, (name) => look(opened.page, name));
}

async function save(page: Page, to: string, name: string, fullPage: boolean): Promise<void> {
  await mkdir(to, { recursive: true });
  // Lazy pictures come when they are scrolled to.
  await page.evaluate(async () => {
    for (const picture of document.images) picture.loading = "eager";
    await Promise.all([...document.images].map((picture) => picture.decode()));
    await document.fonts.ready;
  });
  await page.screenshot({ path: join(to, `${name}.png`), fullPage, animations: "disabled" });
}
