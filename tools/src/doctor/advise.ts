import { firewallHint } from "./firewall-hint.ts";
import type { Problem, Report } from "./report.ts";

/** Returns what is wrong with what was found, the worst first, each with what to do about it. */
export function advise(found: Omit<Report, "problems">): Problem[] {
  const problems = [
    ...registryProblems(found),
    ...serviceProblems(found),
    ...networkProblems(found),
  ];
  return problems.sort((a, b) => rank(a) - rank(b));
}

function rank({ severity }: Problem): number {
  return severity === "error" ? 0 : 1;
}

function registryProblems({ registry, system }: Omit<Report, "problems">): Problem[] {
  const { failure } = registry;
  if (failure === undefined) return [];
  const what = `The registry cannot be used: ${failure}`;
  return [{ severity: "error", what, advice: adviceForRegistry(failure, system) }];
}

function adviceForRegistry(failure: string, system: Report["system"]): string {
  if (failure.includes("EADDRINUSE")) {
    return `Stop what holds UDP port 5353 for itself (${holders(system)}), or set REGISTRY=directory`;
  }
  if (/\bHOST (is|must be) /.test(failure)) {
    return "Unset HOST, or set it to an address that is listed above";
  }
  // What the API server of a cluster answers.
  if (failure.includes("(403)")) return "Bind the Role of k8s/base/role.yaml to its ServiceAccount";
  if (failure.includes("(401)"))
    return "Restart the pod: its token is expired, or of another cluster";
  return "Set REGISTRY=directory to find the services of this machine without a network";
}

function holders({ portHolders }: Report["system"]): string {
  const commands = portHolders.holders.map(({ command }) => command);
  return [...new Set(commands)].join(", ") || `see ${portHolders.hint ?? "who that is"}`;
}

function serviceProblems({ services, shop, registry }: Omit<Report, "problems">): Problem[] {
  if (registry.failure !== undefined) return [];
  if (registry.reach === "process") {
    return [
      {
        severity: "error",
        what: `REGISTRY=${registry.name} finds only what runs in the same process, and this is another`,
        advice: `Start the shop with "npm start", or unset REGISTRY here and for "npm run dev"`,
      },
    ];
  }
  if (services.every(({ instances }) => instances.length === 0)) {
    return [
      {
        severity: "error",
        what: `No service of the shop "${shop}" is found`,
        advice:
          hint(registry) ??
          `Start it with "npm run dev"; if it runs, it has another SHOP, REGISTRY or REGISTRY_SECRET than here, or is one process ("npm start")`,
      },
    ];
  }
  return services.flatMap(({ name, expected, instances }): Problem[] => {
    if (instances.length === 0) {
      if (!expected) return [];
      const advice =
        hint(registry) ??
        `Look at its last log lines, or start it: "npm run dev -w services/${name}"`;
      return [{ severity: "error", what: `${name} is not found`, advice }];
    }
    return instances
      .filter(({ health }) => health !== "SERVING")
      .map(({ id, address, health }) => ({
        severity: "error",
        what: `${name} is unhealthy: ${id} at ${address} says ${health}`,
        advice: adviceFor(name, health, registry),
      }));
  });
}

/** What the registry advises about a service that it does not find, as a sentence. */
function hint({ hint }: Report["registry"]): string | undefined {
  return hint && hint[0]?.toUpperCase() + hint.slice(1);
}

function adviceFor(name: string, health: string, { announces }: Report["registry"]): string {
  if (/ECONNREFUSED/.test(health)) {
    if (announces === "nothing") return "Nothing listens there: start it, or correct its variable";
    return `It ended without a goodbye; start it again: "npm run dev -w services/${name}"`;
  }
  if (health === "NOT_SERVING") {
    return "It is starting, stopping, or has lost its store: its log says which";
  }
  return "It does not answer: restart it, and look for a debugger or a full disk if that recurs";
}

function networkProblems({ registry, system }: Omit<Report, "problems">): Problem[] {
  if (!registry.multicast) return [];
  // Without HOST only the loopback is used: the other interfaces do not matter.
  const used = system.interfaces.filter(({ loopback }) => loopback !== system.open);
  const broken = used.filter(({ sends, receives }) => !sends || !receives);
  const problems: Problem[] = broken.map(({ interface: name, address, sends, failure }) => ({
    severity: "warning",
    what:
      `Multicast ${sends ? "is sent but not received" : "cannot be sent"} on ${name} ` +
      `(${address})${failure === undefined ? "" : `: ${failure}`}`,
    advice: firewallHint(system.platform),
  }));
  if (system.open && system.defaultRoute?.vpn) {
    problems.push({
      severity: "warning",
      what: `The default route goes into a VPN (${system.defaultRoute.interface})`,
      advice: "Set HOST to this machine's address in the local network, or leave the VPN",
    });
  }
  return problems;
}
