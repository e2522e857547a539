import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type ApiServer, openApiServer } from "./open-api-server.ts";
import { type PodMetrics, serveMetrics } from "./serve-metrics.ts";
import { startKubelet } from "./start-kubelet.ts";
import { startProgram } from "./start-program.ts";

/** A cluster whose controllers and scheduler are real, and whose nodes run nothing. */
export interface Cluster extends ApiServer {
  /** Where the API is served without a token, on loopback. */
  readonly api: string;
  /** What scalers are told of its pods. */
  readonly metrics: PodMetrics;
}

/** What a cluster wants beside what its API server does. */
export const CLUSTER_PROGRAMS = ["kube-controller-manager", "kube-scheduler"];

/** Starts a cluster with nodes of these names, each in a zone of its own. */
export async function openCluster(nodes: readonly string[]): Promise<Cluster> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await openApiServer());
  const proxy = opened.use(await startProxy(server));
  opened.use(startKubelet(proxy.api));
  const metrics = opened.use(await serveMetrics(server, proxy.api));
  const items = [...nodes.map(toNode), STORAGE_CLASS, ...Array.from({ length: 8 }, toVolume)];
  const list = { apiVersion: "v1", kind: "List", items };
  await server.kubectl(["create", "--filename=-"], JSON.stringify(list));
  const common = [`--kubeconfig=${server.kubeconfig}`, "--leader-elect=false", "--secure-port=0"];
  opened.use(
    startProgram("kube-controller-manager", [
      ...common,
      // Nobody says again and again that the nodes are well.
      "--node-monitor-grace-period=1h",
      "--horizontal-pod-autoscaler-sync-period=1s",
    ]),
  );
  opened.use(startProgram("kube-scheduler", common));
  const held = opened.move();
  const { kubectl, kubeconfig } = server;
  const { api } = proxy;
  return { kubectl, kubeconfig, api, metrics, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** kubectl as what knows the token, so that whoever follows pods needs none. */
async function startProxy({ kubeconfig }: ApiServer): Promise<AsyncDisposable & { api: string }> {
  const child = spawn("kubectl", [`--kubeconfig=${kubeconfig}`, "proxy", "--port=0"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const [address] = /127\.0\.0\.1:\d+/.exec(line) ?? [];
  return {
    api: `http://${address}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function toNode(name: string): object {
  const resources = { cpu: "16", memory: "32Gi", pods: "110" };
  return {
    ...{ apiVersion: "v1", kind: "Node" },
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": `zone-of-${name}` },
    },
    status: {
      ...{ capacity: resources, allocatable: resources },
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}

const STORAGE_CLASS = {
  ...{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" },
  metadata: {
    name: "everywhere",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kubernetes.io/no-provisioner",
};

function toVolume(_: unknown, number: number): object {
  return {
    ...{ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: `volume-${number}` } },
    spec: {
      ...{ storageClassName: STORAGE_CLASS.metadata.name, accessModes: ["ReadWriteOnce"] },
      ...{ capacity: { storage: "1Gi" }, hostPath: { path: `/volumes/${number}` } },
    },
  };
}
