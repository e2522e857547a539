import { instancePath } from "../../registry/instance-path.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { MetricLook } from "./look.ts";
import { readMetric } from "./read-metric.ts";

/** So many times what any other service has risen by: all take more memory when visitors come. */
const TIMES_OTHERS = 2;

/** Looks whether a metric has risen as much as wanted, and far more than that of any other service. */
export async function findMetric(look: MetricLook, scene: Scene): Promise<Evidence | undefined> {
  const { service, name, risenBy } = look;
  const found = await Promise.all(scene.services().map((each) => riseOf(each, name, scene)));
  const rises = found.filter((each) => each !== undefined).sort((one, other) => other.by - one.by);
  const own = rises.find((each) => each.service === service);
  const next = rises.find((each) => each !== own);
  if (!own || own.by < Math.max(risenBy, TIMES_OTHERS * (next?.by ?? 0))) return undefined;
  const others = next ? `, and that of no other service by more than ${megabytes(next.by)}` : "";
  return {
    text: `${name} of ${service} went from ${megabytes(own.from)} to ${megabytes(own.from + own.by)}${others}`,
    link: instancePath(own.id),
  };
}

/** Returns by how much a metric of a service has risen. Undefined where that is not known. */
async function riseOf(service: string, name: string, { before, map }: Scene) {
  const from = before[metricKey({ service, name })];
  const read = await readMetric({ service, name }, map);
  if (from === undefined || !read) return undefined;
  return { service, from, by: read.value - from, id: read.instance.id };
}

/** The key under which what a metric was before is kept. */
export function metricKey({ service, name }: Pick<MetricLook, "service" | "name">): string {
  return `${service} ${name}`;
}

function megabytes(bytes: number): string {
  return `${Math.max(0, Math.round(bytes / 1e6))} MB`;
}
