/** The names of levels, the least important first, each with the severity that it begins with. */
export const LEVELS = [
  ["trace", 1],
  ["debug", 5],
  ["info", 9],
  ["warn", 13],
  ["error", 17],
  ["fatal", 21],
] as const;

/** Returns the name of a severity (OpenTelemetry's log data model, "SeverityNumber"). */
export function levelOf(severity: number): string {
  return LEVELS.findLast(([, first]) => severity >= first)?.[0] ?? "info";
}
