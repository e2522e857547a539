import { hostname } from "node:os";
import { createTableRegistry } from "../create-table-registry.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { CallOptions, Instance, Registry } from "../registry.ts";
import { ApiError } from "./api-error.ts";
import type { ApiServer } from "./api-server.ts";
import { instancesByService, zoneOf } from "./instances-by-service.ts";
import { watchSlices } from "./watch-slices.ts";

export interface KubernetesOptions {
  /** By default that of this pod's cluster, and this pod's service account. */
  readonly api?: ApiServer;
  /** By default the host name, which is the pod's name in Kubernetes. */
  readonly podName?: string;
}

const IN_CLUSTER: ApiServer = {
  url: "https://kubernetes.default.svc",
  accountFolder: "/var/run/secrets/kubernetes.io/serviceaccount",
};
/** A watch without a byte for so long is broken: a bookmark is due every minute. */
const SILENCE_MS = 150_000;

/**
 * Returns a registry for a pod: the platform is the registry. The first look-up begins one watch of
 * EndpointSlices for all services; a pod that looks nothing up needs neither right nor token.
 * Registering announces nothing itself: a pod is one instance while its health is SERVING, and
 * Kubernetes tells the others.
 *
 * A look-up rejects while the API server refuses the service account (401, 403) and has never
 * answered; the message says which right is missing.
 */
export function createKubernetesRegistry(options: KubernetesOptions = {}): Registry {
  const { api = IN_CLUSTER, podName = hostname() } = options;
  const table = createInstanceTable(begin, { registry: "kubernetes" });
  const closing = new AbortController();
  /** Resolved at the first answer, also at a refusal. */
  const answered = Promise.withResolvers<void>();
  let discovery: Promise<void> | undefined;
  /** The last failure, if it was a refusal of the service account. */
  let refusal: ApiError | undefined;
  let isSynced = false;
  let registered: Instance | undefined;

  /** Starts the watch at the first look-up. */
  function begin(): Promise<void> {
    discovery ??= discover();
    return answered.promise;
  }

  async function discover(): Promise<void> {
    const { signal } = closing;
    let zone: string | undefined;
    for await (const slices of watchSlices(api, { signal, silenceMs: SILENCE_MS, onFailure })) {
      // A pod never moves.
      zone ??= zoneOf(podName, slices.values());
      table.replaceAll(instancesByService(slices.values(), zone));
      table.setTrouble(undefined);
      isSynced = true;
      answered.resolve();
    }
  }

  function onFailure(error: Error): void {
    table.setTrouble(explain(error));
    refusal = error instanceof ApiError && [401, 403].includes(error.status) ? error : undefined;
    if (refusal !== undefined) answered.resolve();
  }

  async function find(service: string, options?: CallOptions): Promise<readonly Instance[]> {
    const instances = await table.getService(service, options);
    if (refusal !== undefined && !isSynced) throw refusal;
    return instances;
  }

  const registry = createTableRegistry({
    name: "kubernetes",
    table,
    async announce(instance) {
      if (registered !== undefined) {
        throw new Error(`A pod announces one instance, and "${registered.id}" is announced`);
      }
      registered = { ...instance, id: podName };
      return {
        instance: registered,
        async [Symbol.asyncDispose]() {
          registered = undefined;
        },
      };
    },
    async close() {
      closing.abort();
      await discovery;
    },
  });
  return {
    ...registry,
    getService: find,
    async listServices(options) {
      // The first answer is about all services, so any name can wait for it.
      await find("", options);
      return table.listServices(options);
    },
  };
}

/** The message of a broken connection is only "aborted". */
function explain(error: Error): Error {
  if (error instanceof ApiError) return error;
  return new Error(`The watch of the API server failed: ${error.message}`, { cause: error });
}
