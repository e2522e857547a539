import { type Resource, title } from "./resource.ts";

/**
 * Returns a line for each object that would come into whatever namespace kubectl is in, or into
 * "default".
 */
export function checkNamespaces(resources: readonly Resource[]): readonly string[] {
  return resources
    .filter(({ kind }) => kind !== "Namespace")
    .filter(({ metadata: { namespace = "default" } }) => namespace === "default")
    .map((resource) => `${title(resource)} is in no namespace of its own`);
}
