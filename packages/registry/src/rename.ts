import { rename as otherName } from "@hipstershop/dns-sd";
import type { Instance } from "./registry.ts";

/** Returns the instance under another id, after the first was found to be taken. */
export function rename(instance: Instance): Instance {
  return { ...instance, id: otherName(instance.id) };
}
