import type { Instance, Registry } from "@hipstershop/registry";
import { checkHealth } from "./check-health.ts";
import type { InstanceReport, ServiceReport } from "./report.ts";

/** Looks up every service that is expected or announced, and asks each instance for its health. */
export async function findServices(
  registry: Registry,
  expected: readonly string[],
): Promise<ServiceReport[]> {
  const announced = await registry.listServices();
  const names = [...new Set([...expected, ...announced])].sort();
  if (announced.length === 0) await hearTrouble(registry, names[0] ?? "");
  return Promise.all(
    names.map(async (name) => ({
      name,
      expected: expected.includes(name),
      instances: await Promise.all(
        (await registry.getService(name)).map((instance) => examine(registry, instance)),
      ),
    })),
  );
}

/** Reads a watch once: the log of a registry hears what troubles it from its watches. */
async function hearTrouble(registry: Registry, name: string): Promise<void> {
  const signal = AbortSignal.timeout(TROUBLE_MS);
  try {
    for await (const _snapshot of registry.watch(name, { signal })) return;
  } catch {
    // It has said nothing in time, or its log has what it threw.
  }
}

/** As long as a look-up waits that hears nothing. */
const TROUBLE_MS = 250;

async function examine(registry: Registry, instance: Instance): Promise<InstanceReport> {
  const { id, address, version, metadata } = instance;
  const health = await checkHealth(instance);
  // As any caller would do: the others then drop it too.
  if (/ECONNREFUSED/.test(health)) registry.reconfirm(instance);
  const startedMs = Date.parse(metadata.started ?? "");
  return {
    id,
    address,
    version,
    ...(Number.isNaN(startedMs) ? {} : { ageSeconds: (Date.now() - startedMs) / 1000 }),
    health,
  };
}
