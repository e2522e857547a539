import { instancePath } from "../../registry/instance-path.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { MetricLook } from "./look.ts";
import { readMetric } from "./read-metric.ts";

/** Looks whether a metric has risen as much as wanted. */
export async function findMetric(look: MetricLook, scene: Scene): Promise<Evidence | undefined> {
  const { service, name, risenBy } = look;
  const before = scene.before[metricKey(look)];
  const read = await readMetric(look, scene.map);
  if (before === undefined || !read || read.value - before < risenBy) return undefined;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return {
    text: `${name} of ${service} went from ${megabytes(before)} to ${megabytes(read.value)}`,
    link: instancePath(read.instance.id),
  };
}

/** The key under which what a metric was before is kept. */
export function metricKey({ service, name }: Pick<MetricLook, "service" | "name">): string {
  return `${service} ${name}`;
}
