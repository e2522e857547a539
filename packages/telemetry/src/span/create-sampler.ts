import type { SamplerName } from "../telemetry-settings.ts";
import type { Place } from "./place.ts";

/** Decides whether a span is recorded: one of a trace, within a parent if it has one. */
export type Sampler = (traceId: string, parent: Pick<Place, "isSampled"> | undefined) => boolean;

/** Creates the sampler that OTEL_TRACES_SAMPLER names. */
export function createSampler(name: SamplerName, ratio: number): Sampler {
  const root = ROOTS[name.replace("parentbased_", "") as RootName](ratio);
  if (!name.startsWith("parentbased_")) return root;
  return (traceId, parent) => parent?.isSampled ?? root(traceId, parent);
}

type RootName = "always_on" | "always_off" | "traceidratio";

const ROOTS: Readonly<Record<RootName, (ratio: number) => Sampler>> = {
  always_on: () => () => true,
  always_off: () => () => false,
  // By the digits that other implementations go by, Go's for one: they then choose the same traces.
  traceidratio: (ratio) => {
    const bound = ratio * 2 ** 31;
    return (traceId) => Number.parseInt(traceId.slice(16, 24), 16) >>> 1 < bound;
  },
};
