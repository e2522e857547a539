import type { LoadSample } from "@hipstershop/proto/hipstershop/dev/load";
import { type Html, html } from "../page/html.ts";

/** What one line of a picture shows. */
export interface SampleLine {
  /** The class of the line: its colour. */
  readonly look: string;
  /** Returns how high the line is in a second. */
  readonly of: (sample: LoadSample) => number;
  /** Whether what is below the line is filled. Else it is a line, with gaps where nothing ended. */
  readonly filled: boolean;
}

const WIDTH = 600;
const HEIGHT = 100;
/** So many seconds are in a picture; the newest is at its right edge. */
const SECONDS = 120;

/**
 * Draws lines over the last two minutes, in one scale, which ends at `top`. The picture takes any width;
 * what it says stands beside it, in `label` too.
 */
export function drawSamples(
  samples: readonly LoadSample[],
  lines: readonly SampleLine[],
  { top, label }: { readonly top: number; readonly label: string },
): Html {
  const newest = Number(samples.at(-1)?.second ?? 0);
  const x = ({ second }: LoadSample) =>
    round(WIDTH * (1 - (newest - Number(second)) / (SECONDS - 1)));
  const y = (value: number) => round(HEIGHT * (1 - Math.min(1, value / top)));
  return html`<svg class="load-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">
<path class="grid" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}"/>
${lines.map(({ look, of, filled }) => {
  const d = filled ? area(samples, x, (sample) => y(of(sample))) : line(samples, x, of, y);
  return html`<path class="${filled ? "area" : "line"} ${look}" d="${d}"/>`;
})}</svg>`;
}

type Place = (sample: LoadSample) => number;

function area(samples: readonly LoadSample[], x: Place, y: Place): string {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last) return "";
  const points = samples.map((sample) => `L${x(sample)} ${y(sample)}`).join("");
  return `M${x(first)} ${HEIGHT}${points}L${x(last)} ${HEIGHT}Z`;
}

function line(
  samples: readonly LoadSample[],
  x: Place,
  of: Place,
  y: (value: number) => number,
): string {
  let isOpen = false;
  return samples
    .map((sample) => {
      const command = isOpen ? "L" : "M";
      isOpen = sample.requests > 0;
      return isOpen ? `${command}${x(sample)} ${y(of(sample))}` : "";
    })
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
