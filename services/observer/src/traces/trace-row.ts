import { callPath } from "../call/call-path.ts";
import { levelOf } from "../logs/level.ts";
import { reasonOf } from "../logs/reason-of.ts";
import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import { clockTime } from "../page/times.ts";
import type { ObservedSpan } from "../store/observed-span.ts";
import type { AttributeValue } from "../store/read-value.ts";
import { rpcOf } from "../store/rpc-of.ts";
import { storeOf } from "../store/store-of.ts";
import type { Interval } from "./critical-path.ts";
import type { Row, Waterfall } from "./waterfall.ts";

/** The deepest row that is moved to the right. */
const MAX_DEPTH = 10;

/** Renders a row of a waterfall: it opens, and then says all that is known of the call. */
export function traceRow(row: Row, scale: Waterfall, hueOf: (service: string) => string): Html {
  const { node, caller, service, error, gaps, critical } = row;
  const tookMs = node.endMs - node.startMs;
  const attempt = node.span.attributes.get("rpc.attempt");
  return html`<li class="row ${hueOf(service)}${critical.length > 0 && " on-path"}${error !== undefined && " failed"}">
<details id="span-${node.span.spanId}">
<summary>
<span class="who depth-${Math.min(row.depth, MAX_DEPTH)}"><i class="dot"></i><span><b>${service}</b> ${shortName(node.span)}${caller && html`<span class="visually-hidden">, called by ${caller}</span>`}${Number(attempt) > 1 && html` <span class="tag note">attempt ${attempt}</span>`}${error !== undefined && html` <span class="tag bad">${error}</span>`}${gaps.map((gap) => html`<span class="gap">${gap.text}</span>`)}</span></span>
${bar(row, scale)}
<span class="number took">${durationText(tookMs)}</span>
</summary>
<div class="known">
<p>${sentence(row, scale.startMs)}${callLink(row)}</p>
${
  row.logs.length > 0 &&
  html`<ol class="lines">${row.logs.map(
    (log) =>
      html`<li class="line ${levelOf(log.severity)}">${clockTime(log.atMs)} <b>${levelOf(log.severity)}</b> ${log.message}${reasonOf(log) !== undefined && `: ${reasonOf(log)}`}</li>`,
  )}</ol>`
}
${row.node.span.events.map((event) => html`<p class="event">${clockTime(event.atMs)} <b>${event.name}</b> ${[...event.attributes].map(([name, value]) => `${name}: ${value}`).join(", ")}</p>`)}
${facts(node.span, row.served?.span)}
</div>
</details>
</li>`;
}

/** Leads to where the same RPC can be called. */
function callLink({ node, service, caller }: Row): Html | undefined {
  const rpc = node.span.attributes.get("rpc.method")?.toString();
  if (caller === undefined || !rpc?.includes("/")) return undefined;
  return html` <a href="${callPath(service)}/${rpc}">Call it yourself</a>`;
}

/** "Convert" of an RPC, else the span's name. */
function shortName({ name, attributes }: ObservedSpan): string {
  const short = rpcOf(attributes)?.method ?? name;
  const store = storeOf(attributes);
  return store === undefined ? short : `${short} (${store})`;
}

function bar({ node, served, critical, gaps, logs }: Row, { startMs, endMs }: Waterfall): Html {
  const scaleMs = Math.max(endMs - startMs, 0.001);
  const x = (ms: number) => ((1_000 * (ms - startMs)) / scaleMs).toFixed(1);
  const width = ({ startMs: from, endMs: to }: Interval, least = 0) =>
    Math.max((1_000 * (to - from)) / scaleMs, least).toFixed(1);
  const box = (part: Interval, kind: string, y: number, height: number) =>
    html`<rect x="${x(part.startMs)}" width="${width(part, 3)}" y="${y}" height="${height}" class="${kind}"/>`;
  const at = `from ${durationText(node.startMs - startMs)} to ${durationText(node.endMs - startMs)}`;
  return html`<svg class="bar" viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label="${at}">
${[250, 500, 750].map((tick) => html`<path d="M${tick} 0V22" class="grid"/>`)}
${box(node, served ? "asked" : "work", 5, 10)}
${served && box(served, "work", 5, 10)}
${gaps.filter(({ text }) => text.startsWith("waited")).map((gap) => box(gap, "waited", 5, 10))}
${critical.map((part) => box(part, "path", 17, 3))}
${logs.map((log) => html`<path d="M${x(log.atMs)} 1V19" class="log"/>`)}
</svg>`;
}

/** What a row says in words, for people who have never seen a waterfall. */
function sentence({ node, served, caller, service, error }: Row, startMs: number): Html {
  const { attributes, source } = node.span;
  const when = html`It began ${durationText(node.startMs - startMs)} after the trace did, and took ${durationText(node.endMs - node.startMs)}.`;
  const self = source.instance || source.service;
  const asker = caller ?? (attributes.has("rpc.attempt") ? self : undefined);
  if (asker === undefined) return html`${self} did this. ${when}`;
  const instance = attributes.get("hipstershop.instance") ?? served?.span.source.instance;
  if (!instance) return html`${asker} called ${service}, and got no answer. ${when}`;
  const known = Number(attributes.get("hipstershop.instances") ?? 0);
  const registry = attributes.get("hipstershop.registry");
  const address = attributes.get("server.address");
  const port = attributes.get("server.port");
  const at =
    address !== undefined &&
    address !== "in-process" &&
    html` at <code>${address}${port !== undefined && `:${port}`}</code>`;
  // A copy that told of the call has answered, if only with an error.
  const end =
    error === undefined ? "It answered." : `${served ? "It answered" : "That failed"}: ${error}.`;
  const choice =
    known > 0 &&
    registry !== undefined &&
    html` The registry (${registry}) knew ${known === 1 ? "one copy" : `${known} copies`} by the name “${service}”.`;
  return html`${asker} asked ${instance}${at}. ${end}${choice} ${when}`;
}

function facts(span: ObservedSpan, served: ObservedSpan | undefined): Html {
  const pairs = new Map([...(served?.attributes ?? []), ...span.attributes]);
  return html`<dl class="facts">
<dt>span</dt><dd class="code">${span.spanId}${served && `, ${served.spanId} in its callee`}</dd>
${[...pairs].map(([name, value]) => html`<dt>${name}</dt><dd class="code">${valueText(value)}</dd>`)}
${span.links.map(({ traceId }) => html`<dt>belongs to</dt><dd><a class="code" href="/traces/${traceId}">${traceId}</a></dd>`)}
</dl>`;
}

/** A value for people: of a number three digits after the point, which are microseconds of a wait. */
function valueText(value: AttributeValue): string {
  return String(typeof value === "number" ? Math.round(value * 1_000) / 1_000 : value);
}
