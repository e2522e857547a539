import { setTimeout as wait } from "node:timers/promises";
import { type Pod, watchPods } from "./watch-pods.ts";

/** How long a pod takes to be ready, and one that is asked to end to have ended. */
const STARTS_MS = 300;
const DRAINS_MS = 300;

/**
 * Stands in for the kubelets of all nodes, without running anything: a pod that was given a node is ready
 * after a moment, and one that is asked to end is gone after a moment. Disposing it throws what went wrong.
 */
export function startKubelet(api: string): AsyncDisposable {
  const stop = new AbortController();
  const { signal } = stop;
  const problems: unknown[] = [];
  const working: Promise<void>[] = [];
  const work = (task: () => Promise<void>) => {
    const failed = (error: unknown) => void (signal.aborted || problems.push(error));
    working.push(task().catch(failed));
  };
  let pods = 0;

  const start = async (pod: Pod) => {
    await wait(STARTS_MS, undefined, { signal });
    pods++;
    const podIP = `10.0.${pods >> 8}.${pods & 255}`;
    const types = ["Initialized", "ContainersReady", "Ready"];
    const startTime = new Date().toISOString();
    const conditions = types.map((type) => ({
      ...{ type, status: "True" },
      lastTransitionTime: startTime,
    }));
    const containerStatuses = pod.spec.containers.map(({ name }) => ({
      ...{ name, ready: true, started: true, restartCount: 0, image: name, imageID: name },
      state: { running: { startedAt: startTime } },
    }));
    const status = { phase: "Running", startTime, podIP, podIPs: [{ ip: podIP }] };
    await send(pod, "PATCH", "/status", { status: { ...status, conditions, containerStatuses } });
  };
  const end = async (pod: Pod) => {
    await wait(DRAINS_MS, undefined, { signal });
    await send(pod, "DELETE", "", { gracePeriodSeconds: 0 });
  };
  const send = async ({ metadata }: Pod, method: string, part: string, body: object) => {
    const type = method === "PATCH" ? "strategic-merge-patch+json" : "json";
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}${part}`;
    const headers = { "content-type": `application/${type}` };
    const answer = await fetch(api + path, { method, headers, signal, body: JSON.stringify(body) });
    const said = await answer.text();
    // It may have gone meanwhile.
    if (!answer.ok && answer.status !== 404) throw new Error(`${method} ${path}: ${said}`);
  };

  work(async () => {
    const begun = new Set<string>();
    for await (const { type, object: pod } of watchPods(api, signal)) {
      if (type === "DELETED" || pod.spec.nodeName === undefined) continue;
      const { uid, deletionTimestamp } = pod.metadata;
      const [task, name] = deletionTimestamp ? [end, `end ${uid}`] : [start, `start ${uid}`];
      if (begun.has(name)) continue;
      begun.add(name);
      work(() => task(pod));
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(working);
      if (problems.length > 0) throw new AggregateError(problems, "The kubelet failed");
    },
  };
}
