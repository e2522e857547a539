import type { App } from "../app.ts";
import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import { traceRow } from "../traces/trace-row.ts";
import { waterfall } from "../traces/waterfall.ts";

/** The most rows that are shown beside an answer. */
const MAX_ROWS = 40;

/** Renders a trace beside the answer that it led to. */
export function tracePart({ store, hues }: Pick<App, "store" | "hues">, id: string): Html {
  const spans = store.traces.find(id);
  const link = html`<a href="/traces/${id}">The whole trace</a>`;
  if (!spans || spans.length === 0) {
    return html`<p class="hint">Nothing has come of it yet, or it was not sampled. ${link}</p>`;
  }
  const view = waterfall(spans, store.logs.ofTrace(id));
  const rows = view.rows.slice(0, MAX_ROWS);
  const more = view.rows.length - rows.length;
  return html`<p class="hint">What the call set off, in ${durationText(view.endMs - view.startMs)}. Open a line for all that is known of it. ${link}${more > 0 && ` has ${more} lines more`}.</p>
<ol class="rows">${rows.map((row) => traceRow(row, view, hues.of))}</ol>`;
}
