import { release } from "node:os";
import type { RegistryTraits } from "@hipstershop/registry";
import { openRegistryFromEnv, parseSettings } from "@hipstershop/service";
import { advise } from "./advise.ts";
import { findDefaultRoute } from "./find-default-route.ts";
import { findPortHolders } from "./find-port-holders.ts";
import { findServices } from "./find-services.ts";
import { probeMulticast } from "./probe-multicast.ts";
import type { Report, ServiceReport } from "./report.ts";

export interface DiagnoseOptions {
  /** What the services would be started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The names of the services that the shop should have. */
  readonly expected: readonly string[];
}

/** Looks at the machine and at the shop. Takes about a second, more where something is silent. */
export async function diagnose({ env, expected }: DiagnoseOptions): Promise<Report> {
  const { shared, registry: chosen } = await parseSettings({ variables: {} }, env);
  const [interfaces, portHolders, defaultRoute, { registry, services }] = await Promise.all([
    probeMulticast(),
    findPortHolders(),
    findDefaultRoute(),
    lookUp(env, expected),
  ]);
  const found: Omit<Report, "problems"> = {
    shop: shared.SHOP,
    registry: { ...registry, why: why(env, chosen.kind.name, registry.name) },
    system: {
      platform: /microsoft/i.test(release()) ? "wsl" : process.platform,
      open: shared.HOST !== undefined && !isLoopback(shared.HOST),
      interfaces,
      portHolders: {
        ...portHolders,
        holders: portHolders.holders.filter(({ pid }) => pid !== process.pid),
      },
      ...(defaultRoute === undefined ? {} : { defaultRoute }),
    },
    services,
  };
  return { ...found, problems: advise(found) };
}

async function lookUp(
  env: DiagnoseOptions["env"],
  expected: readonly string[],
): Promise<{ registry: Omit<Report["registry"], "why">; services: ServiceReport[] }> {
  const notes: string[] = [];
  const note = (message: string) => notes.push(message);
  try {
    await using registry = await openRegistryFromEnv(env, { info: note, warn: note });
    const services = await findServices(registry, expected);
    const { name, traits } = registry;
    return { registry: { ...describe(traits), name, notes }, services };
  } catch (error) {
    return { registry: { notes, failure: (error as Error).message }, services: [] };
  }
}

/** Without what a report cannot show: how a kind is opened. */
function describe(traits?: RegistryTraits): Partial<RegistryTraits> {
  const { reach, spreadMs, announces, multicast, hint } = traits ?? {};
  return JSON.parse(JSON.stringify({ reach, spreadMs, announces, multicast, hint }));
}

function why(env: DiagnoseOptions["env"], chosen: string, name: string | undefined): string {
  if (env.REGISTRY) return `REGISTRY is "${env.REGISTRY}"`;
  if (env.KUBERNETES_SERVICE_HOST) return "this is a pod in a Kubernetes cluster";
  if (name !== undefined && name !== chosen)
    return `REGISTRY is not set, and ${chosen} cannot work here`;
  return "REGISTRY is not set, and this is no cluster";
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
