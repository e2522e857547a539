import type { Resource, Workload } from "../checks/resource.ts";
import { tagOf } from "./tag-of.ts";

/** What `skaffold build --file-output` writes: the reference of each image that it built. */
export interface BuildOutput {
  readonly builds: readonly { readonly imageName: string; readonly tag: string }[];
}

/**
 * Returns the objects with the images that were built, and with the tag of each as the version
 * of its service, which the registry reports. A digest stands where skaffold read one. An
 * object of no such service stays as it is. Throws a RangeError when a Deployment runs an
 * image that was not built, or one without a tag.
 */
export function released(
  resources: readonly Resource[],
  { builds }: BuildOutput,
): readonly Resource[] {
  const built = new Map(builds.map(({ imageName, tag }) => [imageName, tag]));
  return resources.map((resource) => {
    const service = resource.metadata.labels?.["app.kubernetes.io/name"];
    const reference = built.get(service ?? "");
    if (reference !== undefined) return release(resource, reference);
    if (resource.kind !== "Deployment") return resource;
    throw new RangeError(`The image "${service}" was not built`);
  });
}

function release(resource: Resource, reference: string): Resource {
  const version = tagOf(reference);
  const { metadata } = resource;
  const versioned = {
    ...resource,
    metadata: { ...metadata, labels: { ...metadata.labels, [VERSION]: version } },
  };
  if (resource.kind !== "Deployment") return versioned;
  const { spec } = resource as Workload;
  const { template } = spec;
  const deployment: Workload = {
    ...versioned,
    spec: {
      ...spec,
      template: {
        ...template,
        metadata: {
          ...template.metadata,
          labels: { ...template.metadata.labels, [VERSION]: version },
        },
        spec: {
          ...template.spec,
          containers: template.spec.containers.map((container) => ({
            ...container,
            image: reference,
          })),
        },
      },
    },
  };
  return deployment;
}

const VERSION = "app.kubernetes.io/version";
