import type { Rule } from "./rules.ts";

/** Returns what a rule of a flag does, and where: `rpcLatency "500ms" (service cartservice)`. */
export function describeRule(flag: string, { target, variant }: Rule): string {
  const where = Object.entries(target).map(([key, value]) => `${key} ${value}`);
  return `${flag} "${variant}"${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
}
