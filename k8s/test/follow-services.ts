import { type Pod, watchPods } from "./watch-pods.ts";

/** How many pods a service had. */
export interface Seen {
  /** The fewest that were ready and not asked to end. */
  readonly fewestReady: number;
  /** The most that were there, those that were asked to end among them. */
  readonly most: number;
}

/** What the services of a cluster had at every moment. */
export interface FollowedServices extends AsyncDisposable {
  /** How many pods of a service are ready now and not asked to end. */
  ready(service: string): number;
  /** Begins anew, with what is there now. */
  reset(): void;
  /** Returns what each service, by its name, had at every moment since then. */
  seen(): ReadonlyMap<string, Seen>;
}

/** Follows the pods of all services. */
export function followServices(api: string): FollowedServices {
  const stop = new AbortController();
  const pods = new Map<string, Pod>();
  let seen = new Map<string, Seen>();

  const podsOf = (service: string) => {
    const its = [...pods.values()].filter((pod) => serviceOf(pod) === service);
    const staying = its.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return { its, ready: staying.filter(isReady).length };
  };
  const look = (service: string) => {
    const { its, ready } = podsOf(service);
    const before = seen.get(service);
    seen.set(service, {
      fewestReady: Math.min(ready, before?.fewestReady ?? ready),
      most: Math.max(its.length, before?.most ?? 0),
    });
  };
  const follow = async () => {
    for await (const { type, object: pod } of watchPods(api, stop.signal)) {
      if (type === "DELETED") pods.delete(pod.metadata.uid);
      else pods.set(pod.metadata.uid, pod);
      look(serviceOf(pod));
    }
  };
  const following = follow();
  return {
    ready: (service) => podsOf(service).ready,
    reset() {
      seen = new Map();
      for (const service of new Set([...pods.values()].map(serviceOf))) look(service);
    },
    seen: () => seen,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

function serviceOf({ metadata }: Pod): string {
  return metadata.labels["app.kubernetes.io/name"] ?? "";
}

function isReady({ status }: Pod): boolean {
  return status.conditions?.some((c) => c.type === "Ready" && c.status === "True") ?? false;
}
