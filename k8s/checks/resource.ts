import { parseAllDocuments } from "yaml";

/** A Kubernetes object, as far as the checks look at it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
  };
}

export type Labels = Readonly<Record<string, string>>;

export interface Selector {
  readonly matchLabels?: Labels;
}

/** A Deployment or a StatefulSet; of a Job only what is looked at in its pods. */
export interface Workload extends Resource {
  readonly spec: {
    readonly selector: Selector;
    readonly template: {
      readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
      readonly spec: PodSpec;
    };
  };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Volume[];
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly topologySpreadConstraints?: readonly { readonly labelSelector?: Selector }[];
}

export interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly seccompProfile?: { readonly type: string };
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly Variable[];
  readonly ports?: readonly ContainerPort[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
  readonly securityContext?: SecurityContext;
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly hostPort?: number;
}

export interface Probe {
  readonly exec?: { readonly command: readonly string[] };
  readonly grpc?: { readonly port: number; readonly service?: string };
  readonly httpGet?: { readonly port: number | string; readonly path?: string };
  readonly tcpSocket?: { readonly port: number | string };
}

/** Parses a stream of YAML documents. Throws at the first that is not well-formed. */
export function parseResources(yaml: string): readonly Resource[] {
  return parseAllDocuments(yaml).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS();
  });
}

/** Returns the objects of a kind. The caller says what the kind looks like. */
export function ofKind<T extends Resource = Resource>(
  resources: readonly Resource[],
  ...kinds: readonly string[]
): readonly T[] {
  return resources.filter(({ kind }) => kinds.includes(kind)) as T[];
}

/** Returns what keeps pods running. */
export function workloads(resources: readonly Resource[]): readonly Workload[] {
  return ofKind<Workload>(resources, "Deployment", "StatefulSet");
}

/** Returns what makes pods: the workloads, and the Jobs, whose pods end. */
export function podMakers(resources: readonly Resource[]): readonly Workload[] {
  return [...workloads(resources), ...ofKind<Workload>(resources, "Job")];
}

/** Returns the workloads whose pods a selector finds; one without labels finds them all. */
export function selected(
  resources: readonly Resource[],
  labels: Labels | undefined = {},
): readonly Workload[] {
  return workloads(resources).filter(({ spec }) => matches(spec.template.metadata.labels, labels));
}

/** Whether labels have all that a selector asks for. */
export function matches(labels: Labels, wanted: Labels | undefined = {}): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Returns how a problem names an object: "Deployment adservice". */
export function title({ kind, metadata }: Resource): string {
  return `${kind} ${metadata.name}`;
}
