import { kind as directory } from "./directory/kind.ts";
import { kind as kubernetes } from "./kubernetes/kind.ts";
import { kind as mdns } from "./mdns/kind.ts";
import { kind as memory } from "./memory/kind.ts";
import type { RegistryKind } from "./registry-kind.ts";
import { kind as fixed } from "./static/kind.ts";

/** The built-in kinds: a new one is a folder with a `kind.ts`, imported and listed here. */
export const registryKinds: readonly RegistryKind[] = [mdns, kubernetes, memory, fixed, directory];

/** Returns the name of the kind that is used where REGISTRY is not set. */
export function defaultKindName(env: Readonly<Record<string, string | undefined>>): string {
  // Every pod is given KUBERNETES_SERVICE_HOST.
  return env.KUBERNETES_SERVICE_HOST ? kubernetes.name : mdns.name;
}
