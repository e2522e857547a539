import type { ServiceImpl } from "@connectrpc/connect";
import type { IncidentService } from "@hipstershop/proto/hipstershop/observer/incidents";
import { OBSERVER } from "@hipstershop/rpc";
import type { App } from "../app.ts";
import { LOAD_GENERATOR } from "../load/find-loads.ts";
import type { ShopMap } from "../map/create-map.ts";
import type { Route } from "../page/route.ts";
import { DEV_RUNNER } from "../processes/dev-runners.ts";
import { createGame, type GameOptions } from "./create-game.ts";
import { incidentRpcs } from "./incident-rpcs.ts";
import { incidentsRoutes } from "./incidents-routes.ts";

export interface IncidentsOptions
  extends Omit<GameOptions, "services">,
    Pick<App, "token" | "events"> {
  readonly map: Pick<ShopMap, "dots" | "services">;
}

/** What offers the game: its page, and its RPCs. */
export interface Incidents {
  readonly routes: readonly Route[];
  readonly rpcs: ServiceImpl<typeof IncidentService>;
}

/** What is no part of the shop, and never broken by an incident. */
const TOOLS: readonly string[] = [DEV_RUNNER, LOAD_GENERATOR, OBSERVER];

/** Opens the game of this shop. */
export function openIncidents(options: IncidentsOptions): Incidents {
  const services = () => options.map.services().filter((name) => !TOOLS.includes(name));
  const game = createGame({ ...options, services });
  return {
    routes: incidentsRoutes(options, game, services),
    rpcs: incidentRpcs(game, services),
  };
}
