import { setTimeout as wait } from "node:timers/promises";
import type { Page, Visitor } from "./visitor.ts";

/**
 * Follows the answer to a checkout form as a browser does: redirects, and pages that look again.
 * Returns the page that says what became of the order.
 */
export async function followOrder(visitor: Visitor, answer: Page): Promise<Page> {
  let page = answer;
  for (;;) {
    const location = page.headers.get("location");
    const refresh = page.headers.get("refresh");
    if (location === null && refresh === null) return page;
    const [, seconds, url = page.url] = /^(\d+)(?:; url=(.+))?$/.exec(refresh ?? "") ?? [];
    await wait(Number(seconds ?? 0) * 1_000);
    page = await visitor.get(location ?? url);
  }
}
