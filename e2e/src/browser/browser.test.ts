import { after, before, describe } from "node:test";
import { OBSERVER, serviceNames } from "@hipstershop/shop/names";
import { type Shop, startShop } from "../shop.ts";
import { accessibility } from "./accessibility.ts";
import { callPage } from "./call-page.ts";
import { cart } from "./cart.ts";
import { checkout } from "./checkout.ts";
import { currency } from "./currency.ts";
import { degraded } from "./degraded.ts";
import { figures } from "./figures.ts";
import { keyboard } from "./keyboard.ts";
import { observerPages } from "./observer-pages.ts";
import { openBrowser, skipBrowser } from "./open-browser.ts";
import { preferences } from "./preferences.ts";
import { purchase } from "./purchase.ts";
import { reflow } from "./reflow.ts";
import type { Stage } from "./stage.ts";
import { trouble } from "./trouble.ts";
import { withoutScripts } from "./without-scripts.ts";

// One shop and one browser for all: to start them is the larger part of the time.
describe("the shop in a browser", { skip: skipBrowser }, () => {
  let shop: Shop | undefined;
  let stage: Stage | undefined;
  before(async () => {
    shop = await startShop({ services: [...serviceNames, OBSERVER] });
    stage = { shop, browser: await openBrowser() };
  });
  after(async () => {
    await stage?.browser.close();
    await shop?.[Symbol.asyncDispose]();
  });

  const opened = (): Stage => {
    if (!stage) throw new Error("the shop has not started");
    return stage;
  };
  purchase(opened);
  cart(opened);
  checkout(opened);
  trouble(opened);
  currency(opened);
  withoutScripts(opened);
  keyboard(opened);
  preferences(opened);
  accessibility(opened);
  reflow(opened);
  observerPages(opened);
  callPage(opened);
  figures(opened);
  // Last: it stops services and starts them again.
  degraded(opened);
});
