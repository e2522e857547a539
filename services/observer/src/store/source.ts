import type { Resource } from "@hipstershop/proto/opentelemetry/proto/resource/v1/resource";
import { readAttributes } from "./read-value.ts";

/** Who sent a span or a log line: one copy of a service, in any language. */
export interface Source {
  /** "currencyservice"; "unknown" where the sender does not say. */
  readonly service: string;
  /** The registry id of the copy, or what its language calls it; empty where it is not said. */
  readonly instance: string;
}

/** Returns the source of a resource: the same object for the same copy. */
export type FindSource = (resource: Resource | undefined) => Source;

/** The most copies that are remembered. Of more, each batch has an object of its own. */
const MAX_SOURCES = 2_000;

/** Creates what finds sources. A thousand spans of a copy share one object. */
export function createSources(): FindSource {
  const known = new Map<string, Source>();
  return (resource) => {
    const attributes = readAttributes(resource?.attributes ?? []);
    const service = String(attributes.get("service.name") || "unknown").slice(0, 200);
    const instance = String(attributes.get("service.instance.id") ?? "").slice(0, 200);
    const key = `${service}\n${instance}`;
    const source = known.get(key) ?? { service, instance };
    if (known.size < MAX_SOURCES) known.set(key, source);
    return source;
  };
}
