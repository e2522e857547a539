import type { ActiveRule, Flag } from "./flag.ts";

/** Returns what is on, and where, in words: `rpcLatency "500ms" (service cartservice)`. */
export function describeRule(
  { name }: Pick<Flag, "name">,
  { target, variant }: ActiveRule,
): string {
  const where = Object.entries(target).map(([key, value]) => `${key} ${value}`);
  return `${name} "${variant}"${where.length > 0 ? ` (${where.join(", ")})` : ""}`;
}
