import type { App } from "../app.ts";
import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { clockTime } from "../page/times.ts";
import { SLOW_MS, type TraceSummary } from "../store/trace-summary.ts";
import { traceDots } from "./trace-dots.ts";
import { isWanted, readTraceFilter, type TraceFilter } from "./trace-filter.ts";

/** The most traces that a page lists. */
const MAX_LISTED = 100;

/** Makes the page that lists the newest traces which a query asks for. */
export function tracesPage({ store, hues }: App, query: URLSearchParams): Page {
  const filter = readTraceFilter(query);
  const all = [...store.traces.newest()];
  const wanted = all.filter((trace) => isWanted(trace, filter));
  const listed = wanted.slice(0, MAX_LISTED);
  const services = [...new Set(all.flatMap((trace) => trace.services))].sort();
  const longestMs = Math.max(...listed.map(({ startMs, endMs }) => endMs - startMs), 1);
  const body = html`<div class="title"><h1>Traces</h1>
<p class="lead">A trace is all that one request caused, in every service that had a part in it. Open one to see what it waited for.</p></div>
${filters(filter, services)}
<div data-follow="traces" class="stack">
${
  listed.length === 0
    ? nothing(all.length > 0)
    : html`<div class="card dots-card">${traceDots(listed, hues.of)}</div>
<p class="hint">${countText(wanted.length, all.length)}</p>
<ol class="traces">
<li class="traces-head" aria-hidden="true"><span>Began</span><span>Request</span><span>Through</span><span class="number">Spans</span><span class="number">Took</span></li>
${listed.map((trace) => item(trace, longestMs, hues.of))}
</ol>`
}
</div>`;
  return { kind: "page", title: "Traces", body };
}

function filters({ text, service, failed, slow }: TraceFilter, services: readonly string[]): Html {
  return html`<form class="filters">
<label class="wide">Request<input name="text" value="${text}" placeholder="GET /cart" autocomplete="off"></label>
<label>Service<select name="service"><option value="">any</option>${services.map(
    (name) => html`<option${name === service && html` selected`}>${name}</option>`,
  )}</select></label>
<label class="check"><input type="checkbox" name="failed"${failed && html` checked`}>Failed</label>
<label class="check"><input type="checkbox" name="slow"${slow && html` checked`}>Slow, ${SLOW_MS} ms or more</label>
<button class="button">Show</button>
<button type="button" class="button quiet pause" aria-pressed="false">Hold</button>
</form>`;
}

function item(trace: TraceSummary, longestMs: number, hueOf: (service: string) => string): Html {
  const tookMs = trace.endMs - trace.startMs;
  return html`<li class="${hueOf(trace.service)}">
<span class="when">${clockTime(trace.startMs)}</span>
<a href="/traces/${trace.id}">${trace.name || "a trace without a name"}</a>
<span class="through">${trace.services.map(
    (service) => html`<i class="dot ${hueOf(service)}" title="${service}"></i>`,
  )}<span class="visually-hidden">${trace.services.join(", ")}</span>${marks(trace)}</span>
<span class="number spans">${trace.spans}<span class="unit"> ${trace.spans === 1 ? "span" : "spans"}</span></span>
<span class="number took"><span>${durationText(tookMs)}</span><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max((100 * tookMs) / longestMs, 1).toFixed(1)}" height="6"/></svg></span>
</li>`;
}

/** What is noteworthy of a trace. */
function marks({ failed, failures, slow, complete }: TraceSummary): readonly Html[] {
  return [
    ...(failed ? [html` <span class="tag bad">failed</span>`] : []),
    ...(!failed && failures > 0
      ? [html` <span class="tag bad">${failures} failed inside</span>`]
      : []),
    ...(slow ? [html` <span class="tag note">slow</span>`] : []),
    ...(complete ? [] : [html` <span class="tag">beginning not seen</span>`]),
  ];
}

function nothing(isFiltered: boolean): Html {
  return html`<div class="empty"><p>${
    isFiltered
      ? "No trace is like that. Ask for less."
      : "No trace has come yet. Open a page of the shop, and it is here a moment later."
  }</p></div>`;
}

function countText(wanted: number, all: number): string {
  const shown =
    wanted > MAX_LISTED
      ? `The newest ${MAX_LISTED} of ${wanted} traces`
      : wanted === 1
        ? "One trace"
        : `${wanted} traces`;
  return wanted === all ? `${shown}.` : `${shown}, of ${all} that are kept.`;
}
