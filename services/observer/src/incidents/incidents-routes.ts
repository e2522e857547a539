import { Code, ConnectError } from "@connectrpc/connect";
import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Answer, PageRequest, Route } from "../page/route.ts";
import { tellOfChanges } from "../page/tell-of-changes.ts";
import type { Game } from "./game.ts";
import { incidentsPage, TOPIC } from "./incidents-page.ts";

/** Returns the page Incidents, and what its buttons do. In development only. */
export function incidentsRoutes(
  { context, token, events }: Pick<App, "context" | "token" | "events">,
  game: Game,
  services: () => readonly string[],
): readonly Route[] {
  context.resources.use(tellOfChanges(game.changes, TOPIC, events));
  return [
    {
      method: "GET",
      path: PATH,
      answer: () => incidentsPage({ game, services: services(), token }),
    },
    { method: "POST", path: PATH, answer: ({ form }) => act(game, form) },
  ];
}

const PATH = "/incidents";

async function act(game: Game, form: PageRequest["form"]): Promise<Answer> {
  try {
    if (form.get("act") !== "start") checkGame(game, form);
    switch (form.get("act")) {
      case "start":
        await game.start(form.get("name") ?? "");
        break;
      case "hint":
        game.takeHint();
        break;
      case "answer":
        game.answer(form.get("service") ?? "", form.get("cause") ?? "");
        break;
      case "give-up":
        game.giveUp();
        break;
      case "stop":
        await game.stop();
    }
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const body = html`<h1>That was not done</h1><p class="lead">${sentence(error.rawMessage)}</p><p><a href="${PATH}">Incidents</a></p>`;
    return { kind: "page", title: "Not done", status: 409, body };
  }
  return { kind: "redirect", location: PATH };
}

/** Throws a ConnectError when a form is of another game than the one that runs. */
function checkGame(game: Game, form: PageRequest["form"]): void {
  const running = game.running();
  if (!running || form.get("game") === String(running.state.startedMs)) return;
  throw new ConnectError(
    "your page is of another incident than the one that runs now",
    Code.FailedPrecondition,
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
