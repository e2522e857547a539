import { type Html, html } from "../page/html.ts";
import { bytes } from "../page/numbers.ts";
import { clockTime } from "../page/times.ts";
import type { Figures } from "../store/figure-store.ts";

/** Returns what an instance said last of its process; nothing where it has said nothing. */
export function figuresList(figures: Figures | undefined): Html {
  if (!figures) return html``;
  const { atMs, cpu, memoryBytes, lateMs, activeCalls } = figures;
  const used = cpu.at(-1);
  const facts = [
    used !== undefined && html`<dt>CPU</dt><dd>${percent(used)} of a core ${sparkline(cpu)}</dd>`,
    memoryBytes !== undefined && html`<dt>memory</dt><dd>${bytes(memoryBytes)}</dd>`,
    lateMs !== undefined && html`<dt>event loop</dt><dd>late by ${lateMs.toFixed(1)} ms</dd>`,
    activeCalls !== undefined && html`<dt>in flight</dt><dd>${activeCalls} calls</dd>`,
  ].filter((fact) => fact !== false);
  if (facts.length === 0) return html``;
  return html`<h2>What it said of itself at ${clockTime(atMs)}</h2><dl class="facts">${facts}</dl>`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/** Draws values from left to right, as high as the greatest of them; of one there is no line. */
function sparkline(values: readonly number[]): Html {
  if (values.length < 2) return html``;
  const most = Math.max(...values, 0.01);
  const x = (index: number) => ((100 * index) / (values.length - 1)).toFixed(1);
  const points = values.map(
    (value, index) => `${x(index)},${(19 - (18 * value) / most).toFixed(1)}`,
  );
  return html`<svg class="sparkline" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label="Before: ${percent(Math.min(...values))} to ${percent(Math.max(...values))}"><polyline points="${points.join(" ")}"/></svg>`;
}
