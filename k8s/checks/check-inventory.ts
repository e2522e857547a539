import { ofKind, type Resource } from "./resource.ts";
import type { SkaffoldConfig } from "./skaffold-config.ts";

/**
 * Returns a line for each service that one of the three knows and another does not: the
 * folders in services/, the Deployments and Services of an overlay, and the images that
 * skaffold builds for production. `extras` are services that skaffold builds as well, for a component
 * that the overlay does without.
 */
export function checkInventory(
  folders: readonly string[],
  resources: readonly Resource[],
  skaffold: SkaffoldConfig,
  extras: readonly string[] = [],
): readonly string[] {
  const names = (kind: string) => ofKind(resources, kind).map(({ metadata }) => metadata.name);
  const artifacts =
    skaffold.profiles.find(({ name }) => name === "production")?.build?.artifacts ?? [];
  const services = names("Service").filter((name) => names("Deployment").includes(name));
  return [
    ...compare("services/", folders, "a Deployment", names("Deployment")),
    ...compare("services/", folders, "a Service", services),
    ...compare(
      "services/",
      [...folders, ...extras],
      "an artifact in skaffold.yaml",
      artifacts.map(({ image }) => image),
    ),
    ...artifacts.flatMap(({ image, docker }) =>
      docker.target === "production" && docker.buildArgs?.SERVICE === image
        ? []
        : [`The artifact "${image}" is not built from the service of that name`],
    ),
  ];
}

function compare(
  one: string,
  these: readonly string[],
  other: string,
  those: readonly string[],
): readonly string[] {
  return [
    ...these.filter((name) => !those.includes(name)).map((name) => `"${name}" has not ${other}`),
    ...those.filter((name) => !these.includes(name)).map((name) => `"${name}" is not in ${one}`),
  ];
}
