import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ServiceImpl } from "@connectrpc/connect";
import type { FlagFile } from "@hipstershop/faults";
import type { IncidentService } from "@hipstershop/proto/hipstershop/observer/incidents";
import type { ObserverService } from "@hipstershop/proto/hipstershop/observer/observer";
import type { CallWatcher } from "@hipstershop/rpc";
import type { PortListener, ServiceContext } from "@hipstershop/service";
import { callRoutes } from "./call/call-routes.ts";
import { recordRoot } from "./call/record-root.ts";
import { faultsRoutes } from "./faults/faults-routes.ts";
import type { Incidents, IncidentsOptions } from "./incidents/open-incidents.ts";
import { loadRoutes } from "./load/load-routes.ts";
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
import { createBreakButtons } from "./processes/break-buttons.ts";
import { breakingsRoutes } from "./processes/breakings-routes.ts";
import { createDevRunners } from "./processes/dev-runners.ts";
import { processesRoutes } from "./processes/processes-routes.ts";
import { followConversation } from "./registry/follow-conversation.ts";
import { registryRoutes } from "./registry/registry-routes.ts";
import { observerRpcs } from "./rpc/observer-rpcs.ts";
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
  /** What is broken on purpose, and by whom that is changed. Undefined where nothing may be broken. */
  readonly flags: FlagFile | undefined;
  readonly context: ServiceContext;
  /** What SHOP says. Undefined where the shop has the name that it has by default. */
  readonly shop: string | undefined;
  readonly assets: Assets;
}

/** What the observer shows, to people and to programs. */
export interface AppParts {
  readonly pages: PortListener;
  readonly rpcs: ServiceImpl<typeof ObserverService>;
  /** Makes the trace of a call that is made for somebody else. */
  readonly watcher: CallWatcher;
  /** Undefined where nothing may be broken. */
  readonly incidents: ServiceImpl<typeof IncidentService> | undefined;
}

/** Joins what the observer shows: its pages in one listener, and its RPCs. */
export async function createApp(
  store: Store,
  context: ServiceContext,
  shop: string | undefined,
): Promise<AppParts> {
  const assets = readAssets(join(import.meta.dirname, "assets"));
  const events = createEvents();
  const flags = await openFlags(context);
  const hues = createHues();
  const app = { store, context, shop, events, hues, token: randomUUID(), assets, flags };
  const map = createMap(app);
  const conversation = followConversation(app);
  const findRunners = createDevRunners(context, map);
  const breakButtons = createBreakButtons(flags, app.token);
  const routes: Route[] = [
    eventsRoute,
    home,
    ...mapRoutes(app, map),
    ...registryRoutes(app, map, conversation, findRunners, breakButtons),
    ...tracesRoutes(app),
    ...callRoutes(app),
    ...logsRoutes(app),
    ...loadRoutes(app, map, findRunners),
  ];
  // They show customers' addresses and mails, which are only invented in development.
  if (context.development) {
    routes.push(...ordersRoutes(app), ...mailRoutes(app));
    routes.push(...processesRoutes(app, map, findRunners, breakButtons));
  }
  if (flags) routes.push(...breakingsRoutes(flags), ...faultsRoutes(app, flags));
  const incidents =
    flags && context.development
      ? await playIncidents({ ...app, map, conversation, flags, findRunners })
      : undefined;
  routes.push(...(incidents?.routes ?? []));
  const pages = createPageListener({ ...app, routes, assets, frame: createFrame(app, assets) });
  return {
    pages,
    rpcs: observerRpcs(app, map),
    incidents: incidents?.rpcs,
    watcher: recordRoot(app),
  };
}

async function openFlags({ flagsFile, resources }: ServiceContext): Promise<FlagFile | undefined> {
  if (flagsFile === undefined) return undefined;
  // A production process does not even load it.
  const { openFlagFile } = await import("@hipstershop/faults");
  return resources.use(openFlagFile(flagsFile));
}

/** Loads what breaks and mends the shop: a production process does not. */
async function playIncidents(options: IncidentsOptions): Promise<Incidents> {
  const { openIncidents } = await import("./incidents/open-incidents.ts");
  return openIncidents(options);
}

const home: Route = {
  method: "GET",
  path: "/",
  answer: () => ({ kind: "redirect", location: "/map" }),
};
