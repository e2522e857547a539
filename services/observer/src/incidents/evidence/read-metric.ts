import type { Instance } from "@hipstershop/service";
import type { Scene } from "./evidence.ts";
import type { MetricLook } from "./look.ts";

/** How long a service may take to say its metrics, in milliseconds. */
const TIMEOUT_MS = 2_000;

/** Asks an instance of a service for a metric. Undefined where none answers. */
export async function readMetric(
  { service, name }: Pick<MetricLook, "service" | "name">,
  map: Scene["map"],
): Promise<{ readonly instance: Instance; readonly value: number } | undefined> {
  const dot = map.dots(service).find(({ state }) => state === "up");
  if (!dot) return undefined;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`http://${dot.instance.address}/metrics`, { signal });
    const line = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, "m").exec(await response.text());
    return line ? { instance: dot.instance, value: Number(line[1]) } : undefined;
  } catch {
    return undefined;
  }
}
