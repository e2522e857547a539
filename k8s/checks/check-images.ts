import { type Resource, title, workloads } from "./resource.ts";

/**
 * Returns a line for each image without an exact tag, and for each image of ours whose tag is
 * not the version that its pods are labelled with: the registry reports that label.
 */
export function checkImages(resources: readonly Resource[]): readonly string[] {
  return workloads(resources).flatMap((workload) => {
    const { labels } = workload.spec.template.metadata;
    const { containers, initContainers = [] } = workload.spec.template.spec;
    return [...initContainers, ...containers].flatMap(({ image }) => {
      const tag = /:([^:/@]+)(?:@sha256:[0-9a-f]{64})?$/.exec(image)?.[1];
      if (tag === undefined || !EXACT.test(tag)) {
        return [`${title(workload)} runs "${image}", whose tag is not exact`];
      }
      const version = labels["app.kubernetes.io/version"];
      if (version === undefined || (tag !== version && !tag.startsWith(`${version}-`))) {
        return [`${title(workload)} runs "${image}" and is labelled version "${version}"`];
      }
      return [];
    });
  });
}

/** A version of three numbers, or a commit. One of two numbers is exact where a system follows it. */
const EXACT = /^(v?\d+\.\d+(\.\d+([.-][\w.-]+)?|-alpine\d+\.\d+)|[0-9a-f]{7,40})$/;
