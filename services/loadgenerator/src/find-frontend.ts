import type { Registry } from "@hipstershop/service";

/** Finds a frontend by its name, any of those that run. Throws an Error when there is none. */
export async function findFrontend(registry: Registry): Promise<string> {
  const instances = await registry.getService("frontend");
  const chosen = instances[Math.floor(Math.random() * instances.length)];
  if (chosen === undefined) throw new Error("no frontend is found");
  return `http://${chosen.address}`;
}
