import { printable } from "@hipstershop/registry";
import type { InstanceReport, MulticastProbe, Report } from "./report.ts";

/**
 * Returns a report as a person reads it: what was looked at, then what is wrong. It contains what
 * strangers have announced and answered, so control characters are escaped.
 */
export function renderReport({ shop, registry, system, services, problems }: Report): string {
  const { portHolders, defaultRoute, interfaces } = system;
  const instances = services.flatMap(({ name, instances }) =>
    instances.length === 0 ? [[name, "not found"]] : instances.map((each) => row(name, each)),
  );
  return [
    `Shop "${shop}", found by ${registry.name ?? "nothing"}: ${registry.why}`,
    ...registry.notes.map((note) => `  ${note}`),
    "",
    `Network (${system.platform}), ${system.open ? "opened by HOST" : "this machine only"}`,
    ...table(interfaces.map(interfaceRow)),
    defaultRoute === undefined
      ? "  default route: none that can be seen"
      : `  default route: ${defaultRoute.interface}${defaultRoute.vpn ? ", a VPN" : ""}`,
    `  UDP port 5353: ${holderNames(system)}${portHolders.hint ? ` (${portHolders.hint})` : ""}`,
    "",
    "Services",
    ...table(instances),
    "",
    ...problems.flatMap(({ severity, what, advice }) => [`${severity}: ${what}`, `  ${advice}`]),
    problems.some(({ severity }) => severity === "error")
      ? "The shop is not whole."
      : "The shop is whole: every service is found and serving.",
  ]
    .map(printable)
    .join("\n");
}

function row(service: string, { address, version, ageSeconds, health }: InstanceReport): string[] {
  return [service, address, version, ageSeconds === undefined ? "" : age(ageSeconds), health];
}

function age(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

function interfaceRow({ sends, receives, failure, ...where }: MulticastProbe): string[] {
  const outcome = failure ?? (receives ? "multicast works" : "multicast is sent, not received");
  return [where.interface, where.address, sends ? outcome : (failure ?? "nothing can be sent")];
}

function holderNames({ portHolders: { holders } }: Report["system"]): string {
  const counts = Map.groupBy(holders, ({ command }) => command);
  const names = counts.entries().map(([command, { length }]) => {
    return length === 1 ? command : `${command} (${length} times)`;
  });
  return [...names].join(", ") || "nobody";
}

/** Aligns the columns. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const cells of rows) {
    for (const [column, cell] of cells.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
