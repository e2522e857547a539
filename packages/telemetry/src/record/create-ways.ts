import type { Instance } from "@hipstershop/registry";
import type { StartedCall, WatchedCall } from "@hipstershop/rpc";
import type { Attributes } from "@opentelemetry/api";
import { spanFields } from "../otlp/span-fields.ts";

type Resolution = Parameters<WatchedCall["end"]>[1];

/** How calls to an instance found their way last. */
interface Way {
  readonly resolution: Resolution;
  readonly cache: string;
  readonly fields: Uint8Array;
}

/**
 * Returns a function that says how a call found its way: to which instance, of how many, and what it
 * waited for. It is the same for most calls to an instance, one after the other.
 */
export function createWays() {
  const last = new WeakMap<Instance, Way>();

  return (progress: StartedCall["progress"], resolution: Resolution): Uint8Array => {
    const { instance, cache, waitedMs = 0 } = progress;
    const known = instance && last.get(instance);
    if (known && waitedMs === 0 && known.cache === cache && isSame(known.resolution, resolution)) {
      return known.fields;
    }
    const attributes = {
      ...(instance && { "hipstershop.instance": instance.id, ...addressOf(instance.address) }),
      ...(resolution && {
        "hipstershop.instances": resolution.instances,
        "hipstershop.registry": resolution.registry,
      }),
      ...(waitedMs > 0 && { "hipstershop.registry.wait_ms": waitedMs }),
      ...(cache !== "none" && { "hipstershop.cache": cache }),
    };
    const fields = spanFields({ attributes });
    if (instance && waitedMs === 0) last.set(instance, { resolution, cache, fields });
    return fields;
  };
}

function isSame(one: Resolution, other: Resolution): boolean {
  return one?.instances === other?.instances && one?.registry === other?.registry;
}

/** The address of an instance, by the names of the semantic conventions. */
export function addressOf(address: string): Attributes {
  const colon = address.lastIndexOf(":");
  return {
    "server.address": address.slice(0, colon).replace(/^\[|\]$/g, ""),
    "server.port": Number(address.slice(colon + 1)),
  };
}
