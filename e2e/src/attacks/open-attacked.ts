import { startShop } from "../shop.ts";
import type { MemoryGroups } from "./open-memory-groups.ts";

/** Where an attack goes: a service of a shop of ten processes, as its images run it. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A shop as its attacker knows it, one process of each service. */
export interface Attacked extends AsyncDisposable {
  target(service: string): Promise<Target>;
  pid(service: string): number;
}

/** What ATTACKED says of each service of a shop that others started. */
export type AttackedServices = Readonly<Record<string, Target & { readonly pid: number }>>;

/**
 * Opens the shop that the variable ATTACKED describes, as JSON, or starts one of bundles. What its processes
 * take is counted in groups.
 */
export async function openAttacked(
  groups: MemoryGroups,
  env: Readonly<Record<string, string>>,
): Promise<Attacked> {
  if (process.env.ATTACKED) return given(JSON.parse(process.env.ATTACKED), groups);
  const shop = await startShop({ bundled: true, env, spawned: groups.add });
  return {
    async target(service) {
      const { address } = await shop.instance(service);
      const { hostname: host, port } = new URL(`http://${address}`);
      return { host, port: Number(port) };
    },
    pid: shop.pid,
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

function given(services: AttackedServices, groups: MemoryGroups): Attacked {
  for (const [service, { pid }] of Object.entries(services)) groups.follow(service, pid);
  const of = (service: string) => {
    const found = services[service];
    if (!found) throw new Error(`ATTACKED says nothing of ${service}`);
    return found;
  };
  return {
    target: async (service) => of(service),
    pid: (service) => of(service).pid,
    async [Symbol.asyncDispose]() {},
  };
}
