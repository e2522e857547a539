import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CANDIDATES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const executablePath = CANDIDATES.find((path) => path && existsSync(path));

/**
 * Why the browser tests are skipped, or false. Nothing is downloaded: the system's Chromium
 * is used, or the one that CHROMIUM names. With REQUIRE_ALL=1 they run, and fail without one.
 */
export const skipBrowser: string | false =
  executablePath || process.env.REQUIRE_ALL === "1"
    ? false
    : "no Chromium on this machine: install it, or name it in CHROMIUM";

/**
 * A browser that keeps to the shop: it makes no call of its own. As a visitor's does, and as
 * Playwright's does not unless it is told to, it may keep pages to show them again on the way back.
 */
export function openBrowser({ keepsPages = false } = {}): Promise<Browser> {
  if (!executablePath) throw new Error("There is no Chromium on this machine");
  return chromium.launch({
    executablePath,
    ...(keepsPages && { ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page with cookies of its own, and what its console has said. Disposing it closes both. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Every console message and uncaught error, but for the browser's own note of a 4xx or 5xx. */
  readonly messages: readonly string[];
}

/** Opens a page for one visitor. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  // A busy machine is slow, and a test that waits for ever says nothing.
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const messages: string[] = [];
  page.on("console", (message) => {
    if (!message.text().startsWith("Failed to load resource")) messages.push(message.text());
  });
  page.on("pageerror", (error) => messages.push(String(error)));
  return { page, messages, [Symbol.asyncDispose]: () => context.close() };
}
