import { randomBytes } from "node:crypto";
import type { Instance } from "./registry.ts";

/**
 * Returns the instance under another id, after the first was found to be taken (RFC 6762
 * section 9). The new one is random: two that counted up would meet again.
 */
export function rename(instance: Instance): Instance {
  return { ...instance, id: `${instance.id.slice(0, 54)}-${randomBytes(4).toString("hex")}` };
}
