import type { App } from "../app.ts";
import type { ShopMap } from "../map/create-map.ts";
import { describeDot } from "../map/describe-dot.ts";
import { instanceDialog } from "../map/instance-dialog.ts";
import { type Html, html } from "../page/html.ts";
import type { Route } from "../page/route.ts";
import type { BreakButtons } from "../processes/break-buttons.ts";
import type { DevRunners } from "../processes/dev-runners.ts";
import { findCopy } from "../processes/find-copy.ts";
import { processForm } from "../processes/process-form.ts";
import type { Conversation } from "./conversation.ts";
import { entryItem } from "./entry-item.ts";
import { instanceAbout } from "./instance-about.ts";
import { isMove } from "./is-move.ts";

/** Returns a link to a choice of what is shown. */
function choice(path: string, text: string, isChosen: boolean): Html {
  return html`<a href="${path}"${isChosen && html` aria-current="true"`}>${text}</a>`;
}

/** So many events are on the page at first. */
const SHOWN = 80;

/** Returns the page Registry, and that of each instance. */
export function registryRoutes(
  { store, context, assets, token }: Pick<App, "store" | "context" | "assets" | "token">,
  map: ShopMap,
  conversation: Conversation,
  findRunners: DevRunners,
  breakButtons: BreakButtons,
): readonly Route[] {
  const { registry } = context;
  return [
    {
      method: "GET",
      path: "/registry",
      answer({ url }) {
        const onlyMoves = url.searchParams.get("only") === "moves";
        const entries = conversation
          .latest()
          .filter(({ event }) => !onlyMoves || isMove(event.type))
          .slice(0, SHOWN);
        return {
          kind: "page",
          title: "Registry",
          body: html`<h1>Registry</h1>
<p class="lead">A caller knows a name. This is how the name becomes an address: by <code>${registry.name}</code>, as it happens.</p>
<div class="registry">
<section aria-labelledby="said"><h2 id="said">What is said</h2>
<p class="choice">${choice("/registry", "All", !onlyMoves)} ${choice("/registry?only=moves", "Only who comes and goes", onlyMoves)}</p>
<ol class="conversation" data-conversation="${onlyMoves ? "moves" : "all"}">${entries.map((entry) => entryItem(entry))}</ol>
${entries.length === 0 && html`<p>Nothing was said since the observer listens.</p>`}</section>
<div data-part="instances">${map.draw().instances}</div>
</div>
${instanceDialog}
<script type="module" src="${assets.url("js/map.js")}"></script>`,
        };
      },
    },
    {
      method: "GET",
      path: "/registry/instances/:id",
      async answer({ params: { id = "" } }) {
        const dot = map.find(id);
        const entries = conversation.about(id);
        const announced = conversation.announcementOf(id);
        const instance = dot?.instance ?? announced?.event.instances.find((each) => each.id === id);
        if (instance === undefined) {
          return {
            kind: "page",
            title: "Unknown instance",
            status: 404,
            body: html`<h1>No such instance</h1><p class="lead">The registry has told of no ${id} since the observer listens, or it has been gone for long.</p><p><a href="/registry">Registry</a></p>`,
          };
        }
        const state = dot ? `${describeDot(dot)}.` : `${id} is gone.`;
        const found = dot && findCopy(await findRunners(), instance);
        const isSelf = id === (await context.announced).id;
        const buttons = html`${found && !isSelf && processForm(dot, found.copy, token)}${
          dot && dot.state !== "gone" && breakButtons(instance.service, id)
        }`;
        const figures = store.figures.of(id);
        const about = { instance, state, announced, entries, buttons, figures };
        return {
          kind: "page",
          title: id,
          body: html`<h1>${id}</h1>${instanceAbout(about)}`,
        };
      },
    },
  ];
}
