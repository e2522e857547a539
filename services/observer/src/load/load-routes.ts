import type { App } from "../app.ts";
import type { ShopMap } from "../map/create-map.ts";
import type { Answer, Route } from "../page/route.ts";
import { shopAddress } from "../page/shop-address.ts";
import type { DevRunners } from "../processes/dev-runners.ts";
import { findCopy } from "../processes/find-copy.ts";
import { findLoads, LOAD_GENERATOR } from "./find-loads.ts";
import { loadPage } from "./load-page.ts";
import { steerLoad } from "./steer-load.ts";

const TOPIC = "load";
/** A second of load is shown when it is over. */
const TICK_MS = 1_000;

/** Returns the page Load, and what its form does. */
export function loadRoutes(
  { context, flags, token, events }: App,
  map: Pick<ShopMap, "dots">,
  findRunners: DevRunners,
): readonly Route[] {
  const ticking = setInterval(() => {
    if (events.hasReaders(TOPIC)) events.send(TOPIC, {});
  }, TICK_MS);
  context.resources.defer(async () => clearInterval(ticking));

  async function show(problem?: string): Promise<Answer> {
    const isAlone = context.registry.traits?.reach === "process";
    const aloneAt = isAlone ? await shopAddress(context) : undefined;
    return loadPage({ loads: await findLoads(context, map), flags, token, aloneAt, problem });
  }

  /** Lets visitors in, and starts what plays them unless that runs. Returns why it did not. */
  async function play(isThere: boolean): Promise<string | undefined> {
    flags?.clear("loadGeneratorTraffic");
    if (isThere) return undefined;
    const runner = (await findRunners()).find(({ services }) => services.includes(LOAD_GENERATOR));
    if (!runner) return 'No "npm run dev" is found that could start one: use npm run load.';
    await runner.client.addCopy({ service: LOAD_GENERATOR });
    return undefined;
  }

  /** Ends those that were started from here. The traffic of others is turned off. */
  async function stop(): Promise<void> {
    const runners = await findRunners();
    for (const { instance } of map.dots(LOAD_GENERATOR).filter(({ state }) => state !== "gone")) {
      const found = findCopy(runners, instance);
      if (found) await found.runner.client.stopCopy({ pid: found.copy.pid });
      else flags?.set("loadGeneratorTraffic", 0);
    }
  }

  const page: Route = { method: "GET", path: "/load", answer: () => show() };
  if (!flags) return [page];
  return [
    page,
    {
      method: "POST",
      path: "/load",
      async answer({ form }) {
        if (form.get("act") === "stop") {
          await stop();
          return { kind: "redirect", location: "/load" };
        }
        try {
          const loads = await findLoads(context, map);
          steerLoad(form, flags, loads);
          const problem = await play(loads.length > 0);
          return problem === undefined ? { kind: "redirect", location: "/load" } : show(problem);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          return show(`${error.message}.`);
        }
      },
    },
  ];
}
