import type { RouteSummary, Summary } from "./statistics.ts";

/**
 * Returns a summary as a person reads it: a line for each route, the total, what was asked again, the
 * failures. All but the failures fit into 80 columns.
 */
export function renderSummary(
  { seconds, total, routes }: Summary,
  recentRate: number,
  visitors: number,
): string {
  const rows = [...Object.entries(routes), ["all", total] as const];
  return [
    `${clock(seconds)}  ${recentRate.toFixed(1)} requests/s now, visitors: ${visitors}`,
    "",
    line("route", ["requests", "failed", "req/s", "p50 ms", "p90 ms", "p99 ms"]),
    ...rows.map(([name, route]) => line(name, cells(route))),
    ...(total.askedAgain > 0 ? [`  ${total.askedAgain} x no answer, and asked again`] : []),
    ...Object.entries(total.failures).map(([failure, times]) => `  ${times} x ${failure}`),
  ].join("\n");
}

function cells(route: RouteSummary): string[] {
  const { requests, failed, requestsPerSecond, p50Ms, p90Ms, p99Ms } = route;
  const numbers = [requestsPerSecond, p50Ms, p90Ms, p99Ms].map((value) => value.toFixed(1));
  return [String(requests), String(failed), ...numbers];
}

function line(name: string, cells: readonly string[]): string {
  return `${name.padEnd(20)}${cells.map((cell) => cell.padStart(10)).join("")}`;
}

/** 1:02:03 */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part, index) => (index === 0 ? part : String(part).padStart(2, "0"))).join(":");
}
