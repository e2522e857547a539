import {
  type Container,
  type Labels,
  ofKind,
  type Probe,
  type Resource,
  type Selector,
  selected,
  title,
  type Workload,
  workloads,
} from "./resource.ts";

/**
 * Returns a line for each port that no container opens: of a probe, of PORT, of a Service, of
 * a NetworkPolicy. A container that opens one must also have the three probes, and liveness
 * must ask for another thing than readiness. No container has a probe that asks nothing.
 */
export function checkPorts(resources: readonly Resource[]): readonly string[] {
  return [
    ...workloads(resources).flatMap((workload) =>
      workload.spec.template.spec.containers.flatMap((container) =>
        containerProblems(container).map((problem) => `${title(workload)} ${problem}`),
      ),
    ),
    ...serviceProblems(resources),
    ...policyProblems(resources),
  ];
}

function containerProblems(container: Container): string[] {
  const problems: string[] = [];
  for (const kind of ["startupProbe", "readinessProbe", "livenessProbe"] as const) {
    const probe = container[kind];
    const port = (probe?.grpc ?? probe?.httpGet ?? probe?.tcpSocket)?.port;
    if (probe === undefined) {
      if (container.ports) problems.push(`has no ${kind}`);
    } else if (port === undefined) {
      if (!probe.exec) problems.push(`asks nothing in its ${kind}`);
    } else if (!opens(container, port)) {
      problems.push(`probes port "${port}" in its ${kind}, which it does not open`);
    }
  }
  if (container.ports === undefined) return problems;
  const { readinessProbe, livenessProbe } = container;
  if (asks(readinessProbe) === asks(livenessProbe)) problems.push("is ready whenever it lives");
  const port = container.env?.find(({ name }) => name === "PORT")?.value;
  if (port !== undefined && !opens(container, Number(port))) {
    problems.push(`is told to listen on ${port}, which it does not open`);
  }
  return problems;
}

/** What a probe asks, without how often. */
function asks(probe: Probe = {}): string {
  const { grpc, httpGet, tcpSocket } = probe;
  return JSON.stringify({ grpc, httpGet, tcpSocket });
}

function opens({ ports = [] }: Container, port: number | string): boolean {
  return ports.some(({ name, containerPort }) => port === name || port === containerPort);
}

function anyOpens(workload: Workload, port: number | string): boolean {
  return workload.spec.template.spec.containers.some((container) => opens(container, port));
}

function opensNone(workload: Workload): boolean {
  return workload.spec.template.spec.containers.every(({ ports = [] }) => ports.length === 0);
}

interface Service extends Resource {
  readonly spec: {
    readonly selector?: Labels;
    readonly ports: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

function* serviceProblems(resources: readonly Resource[]): Iterable<string> {
  for (const service of ofKind<Service>(resources, "Service")) {
    for (const { port, targetPort = port } of service.spec.ports) {
      for (const workload of selected(resources, service.spec.selector)) {
        if (!anyOpens(workload, targetPort)) {
          yield `${title(service)} leads to port "${targetPort}", which ${title(workload)} does not open`;
        }
      }
    }
  }
}

interface NetworkPolicy extends Resource {
  readonly spec: {
    readonly podSelector: Selector;
    readonly ingress?: readonly { readonly ports?: readonly PolicyPort[] }[];
    readonly egress?: readonly {
      readonly to?: readonly { readonly podSelector?: Selector }[];
      readonly ports?: readonly PolicyPort[];
    }[];
  };
}

interface PolicyPort {
  readonly port: number | string;
}

function* policyProblems(resources: readonly Resource[]): Iterable<string> {
  for (const policy of ofKind<NetworkPolicy>(resources, "NetworkPolicy")) {
    const { podSelector, ingress = [], egress = [] } = policy.spec;
    const rules = [
      ...ingress.map(({ ports = [] }) => ({ target: podSelector, ports })),
      ...egress.flatMap(({ to = [], ports = [] }) =>
        to.flatMap(({ podSelector: target }) => (target ? [{ target, ports }] : [])),
      ),
    ];
    for (const { target, ports } of rules) {
      for (const { port } of ports) {
        for (const workload of selected(resources, target.matchLabels)) {
          // A customer of the shop opens no port at all: it is selected, and never called.
          if (opensNone(workload)) continue;
          if (!anyOpens(workload, port)) {
            yield `${title(policy)} allows port "${port}", which ${title(workload)} does not open`;
          }
        }
      }
    }
  }
}
