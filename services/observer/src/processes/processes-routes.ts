import type { App } from "../app.ts";
import type { ShopMap } from "../map/create-map.ts";
import { html } from "../page/html.ts";
import type { Answer, Page, Route } from "../page/route.ts";
import type { BreakButtons } from "./break-buttons.ts";
import type { DevRunners } from "./dev-runners.ts";
import { findCopy } from "./find-copy.ts";
import { processAct } from "./process-act.ts";
import { servicePage } from "./service-page.ts";

const MAP = { kind: "redirect", location: "/map" } as const;

/** Returns the page of a service, and what the buttons for processes do. In development only. */
export function processesRoutes(
  { context, token }: Pick<App, "context" | "token">,
  map: Pick<ShopMap, "dots" | "find">,
  findRunners: DevRunners,
  breakButtons: BreakButtons,
): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/services/:name",
      answer: async ({ params: { name = "" } }) =>
        servicePage({
          name,
          dots: map.dots(name),
          runners: await findRunners(),
          buttons: breakButtons(name),
          token,
        }),
    },
    {
      method: "POST",
      path: "/services/:name",
      async answer({ params: { name = "" } }): Promise<Answer> {
        const runner = (await findRunners()).find(({ services }) => services.includes(name));
        if (!runner) return refused(`No "npm run dev" is found that could start ${name}.`);
        await runner.client.addCopy({ service: name });
        return MAP;
      },
    },
    {
      method: "POST",
      path: "/processes/:id",
      async answer({ params: { id = "" }, form }): Promise<Answer> {
        const act = processAct(form.get("act"));
        const instance = map.find(id)?.instance;
        const found = instance && findCopy(await findRunners(), instance);
        if (!act || !found || String(found.copy.pid) !== form.get("pid")) {
          return refused(`${id} is no process any more that "npm run dev" has started.`);
        }
        if (id === (await context.announced).id) {
          return refused("This observer does nothing to itself.");
        }
        await act(found.runner, found.copy.pid);
        return MAP;
      },
    },
  ];
}

function refused(why: string): Page {
  const body = html`<h1>That was not done</h1><p class="lead">${why}</p><p><a href="/map">Map</a></p>`;
  return { kind: "page", title: "Not done", status: 409, body };
}
