/** Returns a duration for people: "840 µs", "12.4 ms", "212 ms", "1.25 s", "3 min", "12 days". */
export function durationText(ms: number): string {
  if (ms < 0.9995) return `${Math.round(ms * 1_000)} µs`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / DAY_MS)} days`;
}

const DAY_MS = 24 * 60 * 60_000;
