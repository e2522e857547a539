import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { ApiServer } from "./open-api-server.ts";

/** What metrics-server and an adapter of Prometheus would say of pods, which run nothing. */
export interface PodMetrics extends AsyncDisposable {
  /** How many calls each pod of a service has in flight; of a service that is not here none. */
  readonly calls: Map<string, number>;
}

const CALLS = ["hipstershop_rpc_server_active_calls", "hipstershop_rpc_client_active_calls"];

/** Serves the metrics that scalers ask for, by way of the API server. Each pod takes 10m of CPU. */
export async function serveMetrics(
  { kubectl, kubeconfig }: ApiServer,
  api: string,
): Promise<PodMetrics> {
  const calls = new Map<string, number>();
  // The API server takes any certificate here: its own is at hand.
  const read = (name: string) => readFile(join(dirname(kubeconfig), name), "utf8");
  const [cert, key] = [await read("apiserver.crt"), await read("apiserver.key")];
  const server = createServer({ cert, key }, async (request, response) => {
    const { pathname, search } = new URL(request.url ?? "", "https://localhost");
    const body = await answer(decodeURIComponent(pathname), search);
    response.statusCode = body ? 200 : 404;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body ?? {}));
  }).listen(0, "127.0.0.1");

  async function answer(path: string, search: string): Promise<object | undefined> {
    const listed = GROUPS.find(({ group, version }) => path === `/apis/${group}/${version}`);
    if (listed) {
      const resources = listed.resources.map((name) => ({ ...RESOURCE, name }));
      const groupVersion = `${listed.group}/${listed.version}`;
      return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
    }
    const asked = /^\/apis\/([^/]+\/[^/]+)\/namespaces\/([^/]+)\/pods(?:\/\*\/(.+))?$/.exec(path);
    if (!asked) return undefined;
    const [, apiVersion, namespace, metric] = asked;
    const found = await fetch(`${api}/api/v1/namespaces/${namespace}/pods${search}`);
    const { items: pods } = (await found.json()) as { items: { metadata: Metadata }[] };
    const timestamp = new Date().toISOString();
    const items = pods.map(({ metadata: { name, labels } }) => {
      if (metric === undefined) {
        const containers = [{ name: "server", usage: { cpu: "10m", memory: "40Mi" } }];
        return { metadata: { name, namespace, labels }, timestamp, window: "1s", containers };
      }
      const describedObject = { apiVersion: "v1", kind: "Pod", namespace, name };
      const value = `${calls.get(labels["app.kubernetes.io/name"] ?? "") ?? 0}`;
      return { describedObject, metric: { name: metric }, timestamp, value };
    });
    const kind = metric === undefined ? "PodMetricsList" : "MetricValueList";
    return { kind, apiVersion, metadata: {}, items };
  }

  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const items = [SERVICE, ...GROUPS.map((group) => toApiService(group, port))];
  await kubectl(
    ["create", "--filename=-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  );
  await kubectl(["wait", "--for=condition=Available", "apiservice", "--all", "--timeout=60s"]);
  return {
    calls,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

interface Metadata {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const RESOURCE = { singularName: "", namespaced: true, kind: "Metrics", verbs: ["get", "list"] };

const GROUPS = [
  { group: "metrics.k8s.io", version: "v1beta1", resources: ["pods"] },
  {
    group: "custom.metrics.k8s.io",
    version: "v1beta2",
    resources: CALLS.map((metric) => `pods/${metric}`),
  },
];

/** Leads the API server to this process. */
const SERVICE = {
  ...{ apiVersion: "v1", kind: "Service", metadata: { name: "metrics", namespace: "default" } },
  spec: { type: "ExternalName", externalName: "localhost" },
};

function toApiService({ group, version }: (typeof GROUPS)[number], port: number): object {
  return {
    ...{ apiVersion: "apiregistration.k8s.io/v1", kind: "APIService" },
    metadata: { name: `${version}.${group}` },
    spec: {
      ...{ group, version, groupPriorityMinimum: 100, versionPriority: 100 },
      service: { name: "metrics", namespace: "default", port },
      insecureSkipTLSVerify: true,
    },
  };
}
