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
