import type { Copy } from "@hipstershop/proto/hipstershop/dev/runner";
import type { Instance } from "@hipstershop/service";
import type { DevRunner } from "./dev-runners.ts";

/** A process of an instance, and who has started it. */
export interface FoundCopy {
  readonly runner: DevRunner;
  readonly copy: Copy;
}

/** Finds the process of an instance. Undefined when none of the runners has started it. */
export function findCopy(
  runners: readonly DevRunner[],
  { service, metadata }: Pick<Instance, "service" | "metadata">,
): FoundCopy | undefined {
  const pid = Number(metadata.pid);
  for (const runner of runners) {
    const copy = runner.copies.find((each) => each.pid === pid && each.service === service);
    if (copy) return { runner, copy };
  }
  return undefined;
}
