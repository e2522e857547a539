import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { PortListener, ServiceContext } from "@hipstershop/service";
import { logsRoutes } from "./logs/logs-routes.ts";
import { mailRoutes } from "./mail/mail-routes.ts";
import { createMap } from "./map/create-map.ts";
import { mapRoutes } from "./map/map-routes.ts";
import { ordersRoutes } from "./orders/orders-routes.ts";
import { type Assets, readAssets } from "./page/assets.ts";
import { createEvents, type Events } from "./page/events.ts";
import { eventsRoute } from "./page/events-route.ts";
import { createFrame } from "./page/frame.ts";
import { createHues, type Hues } from "./page/hues.ts";
import { createPageListener } from "./page/page-listener.ts";
import type { Route } from "./page/route.ts";
import { createDevRunners } from "./processes/dev-runners.ts";
import { processesRoutes } from "./processes/processes-routes.ts";
import { registryRoutes } from "./registry/registry-routes.ts";
import type { Store } from "./store/store.ts";
import { tracesRoutes } from "./traces/traces-routes.ts";

/** What the pages of the observer are made from. */
export interface App {
  readonly store: Store;
  /** What is sent to the pages that are open. */
  readonly events: Events;
  /** Gives each service its colour. */
  readonly hues: Hues;
  /** Stands in every form that changes something. */
  readonly token: string;
  readonly context: ServiceContext;
  readonly assets: Assets;
}

/** Joins the pages of the observer into one listener. */
export function createApp(store: Store, context: ServiceContext): PortListener {
  const assets = readAssets(join(import.meta.dirname, "assets"));
  const events = createEvents();
  const app = { store, context, events, hues: createHues(), token: randomUUID(), assets };
  const map = createMap(app);
  const findRunners = createDevRunners(context, map);
  const routes: Route[] = [
    eventsRoute,
    home,
    ...mapRoutes(app, map),
    ...registryRoutes(app, map, findRunners),
    ...tracesRoutes(app),
    ...logsRoutes(app),
  ];
  // They show customers' addresses and mails, which are only invented in development.
  if (context.development) {
    routes.push(...ordersRoutes(app), ...mailRoutes(app));
    routes.push(...processesRoutes(app, map, findRunners));
  }
  return createPageListener({ ...app, routes, assets, frame: createFrame(app, assets) });
}

const home: Route = {
  method: "GET",
  path: "/",
  answer: () => ({ kind: "redirect", location: "/map" }),
};
