import { durationText } from "../page/duration-text.ts";
import { formatRate } from "./format-rate.ts";
import type { MapView } from "./map-view.ts";
import type { Rates } from "./rate-window.ts";
import { edgeName } from "./traffic.ts";

/**
 * Returns the texts of a map that change all the time, by key. An element of the page shows one of
 * them where its `data-live` is the key.
 */
export function liveTexts({
  services,
  edges,
}: Pick<MapView, "services" | "edges">): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const edge of edges) {
    const name = edgeName(edge);
    texts[`edge:${name}`] = brief(edge);
    texts[`ill:${name}`] = ill(edge);
    texts[`rate:${name}`] = formatRate(edge.perSecond);
    texts[`p95:${name}`] = edge.p95Ms === undefined ? "–" : durationText(edge.p95Ms);
    texts[`failed:${name}`] = formatRate(edge.failedPerSecond);
  }
  for (const { name } of services) {
    const calls = edges.filter(({ to }) => to === name);
    const sum = (of: (rates: Rates) => number) => calls.reduce((all, each) => all + of(each), 0);
    const p95s = calls.flatMap(({ p95Ms }) => p95Ms ?? []);
    const rates = {
      perSecond: sum(({ perSecond }) => perSecond),
      failedPerSecond: sum(({ failedPerSecond }) => failedPerSecond),
      ...(p95s.length > 0 && { p95Ms: Math.max(...p95s) }),
    };
    texts[`box:${name}`] = [brief(rates), ill(rates)].filter((text) => text !== "").join(" · ");
  }
  return texts;
}

/** In a few letters: a rate, and the p95. Nothing where there are no calls. */
function brief({ perSecond, p95Ms }: Rates): string {
  return perSecond === 0 ? "" : `${formatRate(perSecond)}/s · ${durationText(p95Ms ?? 0)}`;
}

/** How much of it failed. Nothing where nothing did. */
function ill({ perSecond, failedPerSecond }: Rates): string {
  if (failedPerSecond === 0) return "";
  return `${Math.max(1, Math.round((failedPerSecond / perSecond) * 100))} % failed`;
}
