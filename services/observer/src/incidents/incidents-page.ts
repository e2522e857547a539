import { html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { actForm } from "./act-form.ts";
import { explanation } from "./explanation.ts";
import type { Game, RunningGame } from "./game.ts";
import { incidents } from "./incidents.ts";
import { openCase } from "./open-case.ts";

export interface IncidentsPageOptions {
  readonly game: Game;
  /** The services that can be named. */
  readonly services: readonly string[];
  /** Stands in the forms. */
  readonly token: string;
}

/** What a page that is open follows. */
export const TOPIC = "incidents";

/** Makes the page on which incidents are started and solved. It shows what is done in a terminal too. */
export async function incidentsPage(options: IncidentsPageOptions): Promise<Page> {
  const running = options.game.running();
  const body = running ? await ofGame(running, options) : choice(options.token);
  return {
    kind: "page",
    title: running?.incident.title ?? "Incidents",
    body: html`<div data-follow="${TOPIC}" class="game">${body}</div>`,
  };
}

async function ofGame(running: RunningGame, { game, services, token }: IncidentsPageOptions) {
  const isOver = running.phase !== "open";
  const fields = html`<input type="hidden" name="token" value="${token}"><input type="hidden" name="game" value="${running.state.startedMs}">`;
  return html`<div class="title"><h1>${running.incident.title}</h1>
<p class="lead">${isOver ? OVER[running.phase as keyof typeof OVER] : "Something in the shop is broken. Find out what it is."}</p></div>
${isOver && explanation(await game.explain())}
${openCase({ running, services, fields })}
<div class="ways-out">${
    isOver
      ? actForm(fields, "stop", "Put everything back", "")
      : [
          actForm(fields, "give-up", "Give up and show me"),
          actForm(fields, "stop", "Stop, and put everything back"),
        ]
  }</div>`;
}

const OVER = {
  solved: "You found it.",
  "given up": "This is what it was.",
};

function choice(token: string) {
  return html`<div class="title"><h1>Incidents</h1>
<p class="lead">Something in the shop breaks, on purpose, and you are on call. Find out what it is with what you see in these pages.</p></div>
<ol class="how-to">
<li><b>Start one.</b> The shop breaks, a few visitors come in, and you are told what customers say.</li>
<li><b>Look around.</b> The <a href="/map">map</a>, the <a href="/traces">traces</a>, the <a href="/logs">logs</a> and the <a href="/registry">registry</a> show what happens. There are three hints.</li>
<li><b>Name it:</b> which service, and what is wrong with it. Then the page shows where it was to be seen.</li>
</ol>
<form method="post" class="incidents"><input type="hidden" name="token" value="${token}"><input type="hidden" name="act" value="start">
<button class="button" name="name" value="">Surprise me</button>
<ul>${incidents.map(
    ({ name, title, difficulty }) => html`<li class="card incident">
<p class="difficulty ${difficulty}"><i aria-hidden="true"></i><i aria-hidden="true"></i><i aria-hidden="true"></i>${difficulty}</p>
<h2>${title}</h2>
<button class="button quiet" name="name" value="${name}">Start<span class="visually-hidden"> ${title}</span></button>
</li>`,
  )}</ul></form>
<p class="hint">In a terminal: <code>npm run incident</code>. All is put back when you stop, and when <code>npm run dev</code> ends.</p>`;
}
