import type { App } from "../app.ts";
import { levelOf } from "../logs/level.ts";
import { reasonOf } from "../logs/reason-of.ts";
import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { clockTime } from "../page/times.ts";
import { MAX_SPANS } from "../store/trace-store.ts";
import type { TraceSummary } from "../store/trace-summary.ts";
import { howNamesWork } from "./how-names-work.ts";
import { traceRow } from "./trace-row.ts";
import { waitForTrace } from "./wait-for-trace.ts";
import { type Waterfall, waterfall } from "./waterfall.ts";

/** The most rows that a page has at first. */
const MAX_ROWS = 300;

/** Makes the page of one trace, when its spans have come. */
export async function tracePage(
  app: App,
  id: string,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Page> {
  const { store, hues } = app;
  await waitForTrace(store, id, signal);
  const spans = store.traces.find(id);
  const summary = store.traces.summary(id);
  if (!spans || !summary || spans.length === 0) return notThere(id, store.sinceMs);
  const logs = store.logs.ofTrace(id);
  const view = waterfall(spans, logs);
  const rows = query.has("all") ? view.rows : view.rows.slice(0, MAX_ROWS);
  const known = new Set(view.rows.flatMap((row) => row.logs));
  const others = logs.filter((log) => !known.has(log));
  const told = summary.failures > 0 && logs.find((log) => reasonOf(log) !== undefined);
  const body = html`<div class="title"><p class="hint"><a href="/traces">Traces</a></p>
<h1>${summary.name}</h1>
<p class="lead">${lead(summary, view)}</p>
${told && html`<p>${told.source.service} says why: <b class="bad">${told.message}: ${reasonOf(told)}</b></p>`}</div>
${shares(view, hues.of)}
<section class="card waterfall" aria-labelledby="rows">
<h2 id="rows">What happened, and when</h2>
<p class="hint">Each line is a call, or work inside a service; those below it were caused by it. A pale bar is what the caller saw, the full part of it what the callee saw. The thin line below marks the critical path: only what is on it made the whole as long as it was. Open a line for all that is known of it.</p>
${axis(view)}
<ol class="rows">${rows.map((row) => traceRow(row, view, hues.of))}</ol>
${rows.length < view.rows.length && html`<p><a href="?all">Show all ${view.rows.length} lines</a></p>`}
${summary.dropped > 0 && html`<p class="hint">${summary.dropped} spans more came, and were not kept: a trace has at most ${MAX_SPANS}.</p>`}
</section>
${
  others.length > 0 &&
  html`<section class="card"><h2>What else was logged</h2><ol class="lines">${others.map(
    (log) =>
      html`<li class="line ${levelOf(log.severity)}">${clockTime(log.atMs)} <b>${levelOf(log.severity)}</b> ${log.source.service}: ${log.message}</li>`,
  )}</ol></section>`
}
${howNamesWork(view)}
<p class="hint">Trace <code>${id}</code>. <a href="/logs?trace=${id}">Its log lines</a></p>`;
  return { kind: "page", title: summary.name, body };
}

function lead(
  { startMs, endMs, services, spans, failures, complete }: TraceSummary,
  { rows }: Waterfall,
): Html {
  const calls = rows.filter(({ caller }) => caller !== undefined).length;
  const took = durationText(endMs - startMs);
  const made =
    calls === 0 ? "without a call" : calls === 1 ? "with one call" : `with ${calls} calls`;
  return html`It began at ${clockTime(startMs)} and took <b>${took}</b>, ${made}, in ${services.length === 1 ? "one service" : `${services.length} services`} that told of it in ${spans === 1 ? "one span" : `${spans} spans`}.${failures > 0 && html` <b class="bad">${failures === 1 ? "One of them" : `${failures} of them`} failed.</b>`}${!complete && " Its beginning has not come: it was forgotten, or is not sent here."}`;
}

/** Whose time the whole was, as a bar that is as long as the trace. */
function shares({ shares, startMs, endMs }: Waterfall, hueOf: (service: string) => string): Html {
  const totalMs = Math.max(endMs - startMs, 0.001);
  let x = 0;
  const parts = shares.map(([service, ms]) => {
    const width = (1_000 * ms) / totalMs;
    const part = html`<rect x="${x.toFixed(1)}" width="${Math.max(width - 2, 1).toFixed(1)}" height="20" class="${hueOf(service)}"/>`;
    x += width;
    return part;
  });
  return html`<section class="card shares" aria-labelledby="shares"><h2 id="shares">Whose time it was</h2>
<svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>
<ul>${shares.map(
    ([service, ms]) =>
      html`<li class="${hueOf(service)}"><i class="dot"></i>${service} <span class="number">${durationText(ms)}, ${Math.round((100 * ms) / totalMs)} %</span></li>`,
  )}</ul></section>`;
}

function axis({ startMs, endMs }: Waterfall): Html {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => durationText(part * (endMs - startMs)));
  return html`<div class="axis" aria-hidden="true"><span></span><span class="ticks">${ticks.map((tick) => html`<span>${tick}</span>`)}</span><span></span></div>`;
}

function notThere(id: string, sinceMs: number): Page {
  const body = html`<h1>This trace is not here</h1>
<p class="lead">It was waited for, and nothing has come of it. The observer knows of what happened since ${clockTime(sinceMs)}; before that, and once its memory is full, it forgets the oldest. Or the trace was not sampled.</p>
<p>Trace <code>${id}</code></p>
<p><a class="button" href="">Look again</a> <a class="button quiet" href="/traces">All traces</a></p>`;
  return { kind: "page", title: "Not here", status: 404, body };
}
