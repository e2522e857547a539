import type { LogRecord } from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
import { toMs } from "./observed-span.ts";
import { readAttributes } from "./read-value.ts";
import type { Source } from "./source.ts";

/** That another process found an instance, or lost it. */
export interface Hearsay {
  readonly type: "found" | "gone";
  /** The registry id of the instance. */
  readonly instance: string;
  /** The registry id of the process that tells. */
  readonly by: string;
  readonly atMs: number;
}

/** Returns what log lines of one copy of a service tell of its registry. */
export function hearsayIn(source: Source, records: readonly LogRecord[]): Hearsay[] {
  return records.flatMap((record) => {
    if (!record.attributes.some(({ key }) => key === "registry.event")) return [];
    const attributes = readAttributes(record.attributes);
    const type = attributes.get("registry.event");
    const instance = attributes.get("registry.instance");
    if ((type !== "found" && type !== "gone") || typeof instance !== "string") return [];
    return [{ type, instance, by: source.instance, atMs: toMs(record.timeUnixNano) }];
  });
}
