import {
  createPageQueue,
  createSpells,
  noFaults,
  type PortListener,
  type ServiceContext,
} from "@hipstershop/service";
import express, { Router } from "express";
import type { Logger } from "pino";
import { cartPage } from "./cart/cart-page.ts";
import { addToCart, emptyCart, showCart, updateCart } from "./cart/cart-routes.ts";
import { home } from "./catalog/home-route.ts";
import { productMeta } from "./catalog/product-meta-route.ts";
import { product } from "./catalog/product-route.ts";
import { search } from "./catalog/search-route.ts";
import { afterCheckout, askForCountry, checkout } from "./checkout/checkout-routes.ts";
import { createRefusals } from "./checkout/refusals.ts";
import { setCurrency } from "./currency/set-currency-route.ts";
import type { Assets } from "./http/assets.ts";
import { overEachHttp } from "./http/over-each-http.ts";
import { redirect } from "./http/redirect.ts";
import { sameOrigin } from "./http/same-origin.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { slowPictures } from "./http/slow-pictures.ts";
import { staticFile } from "./http/static-file-route.ts";
import { orderByKey } from "./orders/order-by-key-route.ts";
import { order } from "./orders/order-route.ts";
import { orders } from "./orders/orders-route.ts";
import { orderSender } from "./orders/send-order.ts";
import { handleError } from "./site/handle-error.ts";
import { logout } from "./site/logout-route.ts";
import { createPages, type Site } from "./site/pages.ts";
import { sendNotFound } from "./site/send-not-found.ts";
import type { Services } from "./site/services.ts";
import { openVisit, type VisitOptions } from "./site/visit.ts";

export interface AppOptions {
  readonly services: Services;
  /** How many services the shop has. */
  readonly serviceCount: number;
  readonly assets: Assets;
  readonly site: Site;
  readonly log: Logger;
  /** Puts every visitor in one session. */
  readonly sharedSession: boolean;
  /** Aborts when the drain begins. */
  readonly draining: AbortSignal;
  /** By default nothing is broken. */
  readonly faults?: ServiceContext["faults"];
  /** What is recorded of visits, and taken from visitors. By default nothing. */
  readonly tracing?: Pick<VisitOptions, "recorder" | "takesBaggage">;
}

/** Joins the routes of the shop into one listener. */
export function createApp(options: AppOptions): PortListener {
  const { services, serviceCount, assets, site, sharedSession, log, draining } = options;
  const { tracing, faults = noFaults } = options;
  const pages = createPages(services, assets, site);
  const sendCart = cartPage(services, pages);
  const sendOrder = orderSender(services, pages);
  const refusals = createRefusals({ sharedSession });

  const plain = Router()
    .use(securityHeaders(site.bannerStyle ? [site.bannerStyle.hash] : []))
    .get("/_healthz", (_request, response) => void response.type("text/plain").send("ok"))
    .get("/_readyz", (_request, response) => {
      const [status, body] = draining.aborted ? [503, "draining"] : [200, "ok"];
      response.status(status).type("text/plain").send(body);
    })
    .get("/robots.txt", (_request, response) => {
      response.type("text/plain").send("User-agent: *\nDisallow: /");
    })
    .use("/static", slowPictures(faults), staticFile(assets))
    // Browsers ask for this path when no page names another.
    .get("/favicon.ico", staticFile(assets, "/img/favicon.ico"))
    .use(sameOrigin(log));

  const visits = Router()
    .use(
      openVisit({
        sharedSession,
        onVisit(visit) {
          if (visit.returns) refusals.see(visit.sessionId);
        },
        log,
        spells: createSpells(log),
        ...tracing,
      }),
    )
    .use(express.urlencoded({ extended: false, limit: "16kb", parameterLimit: 40 }))
    // After the body was read: a slow sender holds up nobody.
    .use(createPageQueue())
    .get("/", home(services, pages, serviceCount))
    .get("/product/:id", product(services, pages))
    .get("/search", search(services, pages))
    .get("/cart", showCart(sendCart))
    .post("/cart", addToCart(services, pages))
    .post("/cart/update", updateCart(services, pages))
    .post("/cart/empty", emptyCart(services))
    .post("/cart/checkout", checkout({ services, refusals, show: sendCart, sendOrder }))
    .post("/cart/country", askForCountry(sendCart))
    .get("/cart/checkout", afterCheckout(services))
    // After a refused form the browser stays at these paths, and may reload them.
    .get(["/cart/update", "/cart/empty", "/cart/country"], (request, response) =>
      redirect(request, response, "/cart"),
    )
    .get("/setCurrency", (request, response) => redirect(request, response, "/"))
    .get("/orders", orders(services, pages))
    .get("/orders/:id", order(services, pages, sendOrder))
    .get("/orders/by-key/:key", orderByKey(services, pages))
    .post("/setCurrency", setCurrency(pages))
    .get("/logout", logout())
    .get("/product-meta/:ids", productMeta(services));
  visits.use((request, response) => sendNotFound(pages, request, response, "page"));

  return overEachHttp(Router().use(site.base || "/", plain, visits, handleError(pages, log)));
}
