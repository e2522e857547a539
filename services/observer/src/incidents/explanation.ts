import { type Html, html } from "../page/html.ts";
import { causes } from "./causes.ts";
import type { SeenStep } from "./game.ts";
import { inSentence } from "./in-sentence.ts";
import type { Plan } from "./incident.ts";

export interface ExplanationOptions {
  readonly plan: Plan;
  readonly steps: readonly SeenStep[];
}

/** Renders the answer: what it was, and where it is to be seen. */
export function explanation({ plan, steps }: ExplanationOptions): Html {
  return html`<section class="card explanation" aria-labelledby="explanation"><h2 id="explanation">What it was</h2>
<ul class="solution">${plan.causes.map(({ service, cause }) => html`<li><b>${service}</b>: ${inSentence(causes[cause])}.</li>`)}</ul>
<h3>How it is found</h3>
<ol class="found-steps">${steps.map(
    ({ text, evidence }) => html`<li><p>${text}</p>
${
  evidence
    ? html`<p class="evidence"><a href="${evidence.link}">${evidence.text}</a></p>`
    : html`<p class="evidence none">It is not to be seen just now. Wait for a few more visitors, and load this page again.</p>`
}</li>`,
  )}</ol>
<p class="hint">The shop is still broken: you can look at all of this until everything is put back.</p></section>`;
}
