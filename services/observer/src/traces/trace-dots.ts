import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import type { TraceSummary } from "../store/trace-summary.ts";

const WIDTH = 1_000;
const HEIGHT = 150;
/** Room for the labels below and at the left. */
const FOOT = 22;
const LEFT = 90;

/** The durations that have a line, in milliseconds. */
const LINES = [1, 10, 100, 1_000, 10_000];

/**
 * Draws traces as dots: the time from left to right, how long they took from the bottom to the top,
 * each step ten times the one below. Failed ones are squares. The list below says the same, so it is
 * hidden from a screen reader.
 */
export function traceDots(
  traces: readonly TraceSummary[],
  hueOf: (service: string) => string,
): Html {
  const times = traces.map(({ startMs }) => startMs);
  const firstMs = Math.min(...times);
  const spanMs = Math.max(Math.max(...times) - firstMs, 1_000);
  const tookMs = traces.map(({ startMs, endMs }) => Math.max(endMs - startMs, 0.1));
  const low = Math.floor(Math.log10(Math.min(...tookMs)));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...tookMs))), low + 1);
  const x = (ms: number) => round(LEFT + 10 + ((WIDTH - LEFT - 20) * (ms - firstMs)) / spanMs);
  const y = (ms: number) =>
    round(8 + ((HEIGHT - FOOT - 12) * (high - Math.log10(Math.max(ms, 0.1)))) / (high - low));
  return html`<svg class="dots" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
${LINES.filter((ms) => Math.log10(ms) >= low && Math.log10(ms) <= high).map(
  (ms) =>
    html`<path d="M${LEFT} ${y(ms)}H${WIDTH}" class="grid"/><text x="${LEFT - 8}" y="${y(ms) + 4}" class="y">${lineText(ms)}</text>`,
)}
<text x="${LEFT}" y="${HEIGHT - 4}">${agoText(spanMs)} before</text>
<text x="${WIDTH}" y="${HEIGHT - 4}" class="last">the newest</text>
${traces.map((trace) => {
  const ms = trace.endMs - trace.startMs;
  const at = { x: x(trace.startMs), y: y(ms) };
  const mark =
    trace.failures > 0
      ? html`<rect x="${round(at.x - 5)}" y="${round(at.y - 5)}" width="10" height="10" class="failed"/>`
      : html`<circle cx="${at.x}" cy="${at.y}" r="5" class="${hueOf(trace.service)}"/>`;
  return html`<a href="/traces/${trace.id}" tabindex="-1">${mark}<title>${trace.name}, ${durationText(ms)}</title></a>`;
})}
</svg>`;
}

function lineText(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

function agoText(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
