import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Route } from "playwright-core";
import { type Shop, startShop } from "../shop.ts";
import { openBrowser, openPage, skipBrowser } from "./open-browser.ts";

const WAIT = { interval: 20, timeout: 20_000 };

describe("a page of the observer that follows", { skip: skipBrowser }, () => {
  let shop: Shop;
  let browser: Browser;
  let url: string;
  before(async () => {
    shop = await startShop({ services: ["observer"] });
    browser = await openBrowser();
    url = `http://${(await shop.instance("observer")).address}/logs`;
  });
  after(async () => {
    await browser.close();
    await shop[Symbol.asyncDispose]();
  });

  /** Opens the page Logs. Who asks for it again gets it when the test says so. */
  async function open() {
    const opened = await openPage(browser);
    const { page } = opened;
    await page.addInitScript(() => {
      class EventSource extends EventTarget {
        constructor() {
          super();
          Object.assign(globalThis, { stream: this });
        }
      }
      Object.assign(globalThis, { EventSource });
    });
    const asked: Route[] = [];
    await page.goto(url);
    await page.route(url, (route) => void asked.push(route));
    const tell = () =>
      page.evaluate(() => {
        const { stream } = globalThis as unknown as { readonly stream: EventTarget };
        stream.dispatchEvent(new Event("logs"));
      });
    return { page, asked, tell, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  }

  test("asks again when something changed while it was asking", async (t) => {
    await using following = await open();
    const { asked, tell } = following;
    await tell();
    await t.waitFor(() => assert.equal(asked.length, 1), WAIT);
    await tell();
    await asked[0]?.continue();
    await t.waitFor(() => assert.equal(asked.length, 2), WAIT);
  });

  test("waits while the keyboard is in it, and asks when that has left", async (t) => {
    await using following = await open();
    const { page, asked, tell } = following;
    const part = page.locator("[data-follow]");
    await part.evaluate((each: HTMLElement) => {
      each.tabIndex = -1;
      each.focus();
    });
    await tell();
    // Requests come in their order: none came before this one.
    await page.evaluate(() => void fetch(location.href, { headers: { "x-own": "1" } }));
    await t.waitFor(() => assert.equal(asked.length, 1), WAIT);
    assert.equal(asked[0]?.request().headers()["x-own"], "1");
    await part.evaluate((each: HTMLElement) => each.blur());
    await t.waitFor(() => assert.equal(asked.length, 2), WAIT);
  });
});
