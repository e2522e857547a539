import {
  type Container,
  ofKind,
  type PodSpec,
  podMakers,
  type Resource,
  title,
  type Volume,
} from "./resource.ts";

/**
 * Returns a line for each thing that the restricted profile of the Pod Security Standards
 * refuses, and for each root file system that can be written: only the development image's
 * may be, whose sources are changed while it runs.
 */
export function checkPodSecurity(resources: readonly Resource[]): readonly string[] {
  return [
    ...ofKind(resources, "Namespace").flatMap((namespace) =>
      namespace.metadata.labels?.["pod-security.kubernetes.io/enforce"] === "restricted"
        ? []
        : [`${title(namespace)} does not enforce the restricted profile`],
    ),
    ...podMakers(resources).flatMap((workload) => {
      const pod = workload.spec.template.spec;
      const containers = [...(pod.initContainers ?? []), ...pod.containers];
      return [
        ...podProblems(pod),
        ...containers.flatMap((container) => [...containerProblems(container, pod)]),
      ].map((problem) => `${title(workload)} ${problem}`);
    }),
  ];
}

function* podProblems(pod: PodSpec): Iterable<string> {
  for (const shared of ["hostNetwork", "hostPID", "hostIPC"] as const) {
    if (pod[shared]) yield `sets ${shared}`;
  }
  for (const volume of pod.volumes ?? []) {
    const type = (Object.keys(volume) as (keyof Volume)[]).find((key) => key !== "name");
    if (type === undefined || !VOLUMES.has(type)) yield `mounts a volume of type "${type}"`;
  }
}

function* containerProblems(
  { image, securityContext = {}, ports = [] }: Container,
  { securityContext: pod = {} }: PodSpec,
): Iterable<string> {
  const { privileged, allowPrivilegeEscalation, capabilities = {} } = securityContext;
  if (privileged) yield "is privileged";
  if (allowPrivilegeEscalation !== false) yield "may gain privileges";
  if (!capabilities.drop?.includes("ALL")) yield "keeps capabilities";
  if (capabilities.add?.some((capability) => capability !== "NET_BIND_SERVICE")) {
    yield "adds capabilities";
  }
  if ((securityContext.runAsNonRoot ?? pod.runAsNonRoot) !== true) yield "may run as root";
  if ((securityContext.runAsUser ?? pod.runAsUser) === 0) yield "runs as root";
  const profile = (securityContext.seccompProfile ?? pod.seccompProfile)?.type;
  if (profile !== "RuntimeDefault" && profile !== "Localhost") yield "has no seccomp profile";
  if (ports.some(({ hostPort }) => hostPort)) yield "takes a port of the host";
  if (!image.startsWith("hipstershop-dev:") && securityContext.readOnlyRootFilesystem !== true) {
    yield "can write its root file system";
  }
}

// https://kubernetes.io/docs/concepts/security/pod-security-standards/
const VOLUMES = new Set<string>([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);
