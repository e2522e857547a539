import type { App } from "../app.ts";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { serviceName } from "../page/service-name.ts";
import { clockTime } from "../page/times.ts";
import type { ObservedLog } from "../store/log-store.ts";
import { LEVELS, levelOf } from "./level.ts";
import { isWantedLog, type LogFilter, readLogFilter } from "./log-filter.ts";

/** The most lines that a page lists. */
const MAX_LISTED = 200;

/** Makes the page that lists the newest log lines which a query asks for. */
export function logsPage({ store, hues }: App, query: URLSearchParams): Page {
  const filter = readLogFilter(query);
  const services = store.logs.services();
  const listed: ObservedLog[] = [];
  for (const log of store.logs.newest()) {
    if (isWantedLog(log, filter)) listed.push(log);
    if (listed.length === MAX_LISTED) break;
  }
  const body = html`<div class="title"><h1>Logs</h1>
<p class="lead">What every service has to say, in one place, the newest first. A line that was written for a request leads to its trace.</p></div>
${filters(filter, [...services].sort())}
<div data-follow="logs" class="stack">
${listed.length === 0 ? nothing(services.size > 0) : html`<ol class="log-list">${listed.map((log) => item(log, hues.of))}</ol>`}
</div>`;
  return { kind: "page", title: "Logs", body };
}

function filters({ text, service, level, trace }: LogFilter, services: readonly string[]): Html {
  const option = (value: string, label: string, chosen: string) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`;
  return html`<form class="filters">
<label class="wide">Text<input name="text" value="${text}" autocomplete="off"></label>
<label>Service<select name="service">${option("", "any", service)}${services.map((name) => option(name, name, service))}</select></label>
<label>Level<select name="level">${LEVELS.map(([name]) => option(name, name === "trace" ? "any" : `${name} and above`, level))}</select></label>
<label class="wide">Trace<input name="trace" value="${trace}" autocomplete="off"></label>
<button class="button">Show</button>
<button type="button" class="button quiet pause" aria-pressed="false">Hold</button>
</form>`;
}

function item(log: ObservedLog, hueOf: (service: string) => string): Html {
  const level = levelOf(log.severity);
  const { service, instance } = log.source;
  return html`<li class="line ${level} ${hueOf(service)}">
<span class="when">${clockTime(log.atMs)}</span>
<span class="level">${level}</span>
<span class="from" title="${instance}"><i class="dot"></i><span>${serviceName(service)}</span></span>
<span class="log-text">${log.message}${[...log.attributes].map(([name, value]) => html` <span class="pair">${name}=<b>${value}</b></span>`)}</span>
${log.traceId ? html`<a href="/traces/${log.traceId}">Trace<span class="visually-hidden"> of “${log.message}” at ${clockTime(log.atMs)}</span></a>` : html`<span></span>`}
</li>`;
}

function nothing(isFiltered: boolean): Html {
  return html`<div class="empty"><p>${isFiltered ? "No line is like that. Ask for less." : "No log line has come yet."}</p></div>`;
}
