import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import type { SamplerName } from "../telemetry-settings.ts";

/** What decides which traces are recorded. */
export interface Sampling {
  readonly sampler: Sampler;
  /** What decides where there is no parent, or where a parent is not asked. */
  readonly root: Sampler;
  /** Whether a span is recorded if its parent is. */
  readonly followsParents: boolean;
}

/** Creates what decides which traces are recorded, as OTEL_TRACES_SAMPLER names it. */
export function createSampling(name: SamplerName, ratio: number): Sampling {
  const followsParents = name.startsWith("parentbased_");
  const root = createRoot(name.replace("parentbased_", ""), ratio);
  return {
    sampler: followsParents ? new ParentBasedSampler({ root }) : root,
    root,
    followsParents,
  };
}

function createRoot(name: string, ratio: number): Sampler {
  switch (name) {
    case "always_on":
      return new AlwaysOnSampler();
    case "always_off":
      return new AlwaysOffSampler();
    default:
      return new TraceIdRatioBasedSampler(ratio);
  }
}
