import { type Html, html } from "../page/html.ts";
import { clockTime } from "../page/times.ts";
import { actForm } from "./act-form.ts";
import { causes } from "./causes.ts";
import type { RunningGame } from "./game.ts";
import { inSentence } from "./in-sentence.ts";

export interface OpenCaseOptions {
  readonly running: RunningGame;
  readonly services: readonly string[];
  /** What each form says of itself. */
  readonly fields: Html;
}

/** Renders what the player is told, and what the player can do. */
export function openCase({ running, services, fields }: OpenCaseOptions): Html {
  const { plan, state, incident, phase, found } = running;
  const isOpen = phase === "open";
  const left = plan.hints.length - state.hints;
  return html`<section class="card pager" aria-labelledby="symptom">
<h2 id="symptom">What the one on call is told</h2>
<blockquote>${plan.symptom}</blockquote>
<p class="hint">Since ${clockTime(state.startedMs)}, ${incident.difficulty}, seed ${state.seed}. ${causesText(plan.causes.length, found)}</p>
</section>
${isOpen && html`<nav class="look-at" aria-label="Where to look">${PLACES.map(([path, name, what]) => html`<a href="${path}"><b>${name}</b> ${what}</a>`)}</nav>`}
<div class="columns">
<section class="card"><h2>Hints</h2>
${state.hints === 0 ? html`<p>None was taken yet. Each is stronger than the one before.</p>` : html`<ol class="hints">${plan.hints.slice(0, state.hints).map((hint) => html`<li>${hint}</li>`)}</ol>`}
${isOpen && left > 0 && actForm(fields, "hint", left === plan.hints.length ? "Give me a hint" : `Another hint (${left} left)`)}
</section>
<section class="card"><h2>Your answer</h2>
${state.answers.length > 0 && html`<ol class="given">${state.answers.map(({ service, cause, right }) => html`<li class="${right ? "right" : "wrong"}"><b>${right ? "Right" : "Not it"}</b> ${service}: ${inSentence(TEXTS[cause] ?? cause)}</li>`)}</ol>`}
${
  isOpen
    ? html`<form method="post" class="answer">${fields}<input type="hidden" name="act" value="answer">
<label>Which service?<select name="service" required><option value="">Choose one</option>${services.map((name) => html`<option>${name}</option>`)}</select></label>
<label>What is wrong with it?<select name="cause" required><option value="">Choose one</option>${Object.entries(causes).map(([name, text]) => html`<option value="${name}">${text}</option>`)}</select></label>
<button class="button">That is it</button></form>`
    : state.answers.length === 0 && html`<p>None was given.</p>`
}
</section>
</div>`;
}

/** By names that a player has given. */
const TEXTS: Readonly<Record<string, string>> = causes;

const PLACES = [
  ["/map", "Map", "who is here, and who calls whom"],
  ["/traces?failed=on", "Failed traces", "what did not work"],
  ["/traces?slow=on", "Slow traces", "what took long"],
  ["/logs?level=warn", "Warnings", "what services complain of"],
  ["/registry", "Registry", "who came and who went"],
] as const;

function causesText(count: number, found: number): string {
  if (count === 1) return "It has one cause.";
  return `It has ${count} causes${found > 0 ? `, and ${found} of them ${found === 1 ? "is" : "are"} found` : ""}.`;
}
