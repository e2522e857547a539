import { hostname } from "node:os";
import { checkInstance } from "../check-instance.ts";
import type { CallOptions, Instance, Registry } from "../registry.ts";
import { createSyncedTable } from "../synced-table.ts";
import { ApiError } from "./api-error.ts";
import { createApiServer } from "./api-server.ts";
import { createResolver } from "./create-resolver.ts";
import { watchSlices } from "./watch-slices.ts";

export interface KubernetesOptions {
  /** The API server; by default its name in every cluster. */
  readonly url?: string;
  /** Where the kubelet keeps the pod's service account. */
  readonly accountFolder?: string;
  /** The name of this pod; by default the host name, which Kubernetes sets to it. */
  readonly podName?: string;
  /** Ends a watch on which the API server says nothing at all. */
  readonly silenceMs?: number;
}

/**
 * Returns a registry for a pod: the platform is the registry. Discovery begins with the
 * first look-up and is one watch of EndpointSlices, whatever the number of names; a pod
 * that looks nothing up needs neither right nor token. Registering announces nothing itself:
 * a pod is an instance, one, while its health is SERVING, and Kubernetes tells the others.
 *
 * A look-up rejects while the API server refuses the service account (401, 403) and has
 * never answered; the message says which right is missing.
 */
export function createKubernetesRegistry(options: KubernetesOptions = {}): Registry {
  const {
    url = "https://kubernetes.default.svc",
    podName = hostname(),
    silenceMs = 150_000,
  } = options;
  const { accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount" } = options;
  const table = createSyncedTable();
  const closing = new AbortController();
  let discovery: Promise<void> | undefined;
  /** Aborted while the API server refuses the service account, with what it said last. */
  let refusal = new AbortController();
  let registered: Instance | undefined;

  async function discover(): Promise<void> {
    const instances = createResolver(podName);
    const api = createApiServer({ url, accountFolder });
    const { signal } = closing;
    for await (const slices of watchSlices(api, { signal, silenceMs, onFailure })) {
      table.sync(instances(slices));
      table.setTrouble(undefined);
    }
  }

  function onFailure(error: Error): void {
    table.setTrouble(explain(error));
    if (refusal.signal.aborted) refusal = new AbortController();
    if (error instanceof ApiError && [401, 403].includes(error.status)) refusal.abort(error);
  }

  /** Starts the watch at the first look-up. */
  function begin(): void {
    if (!closing.signal.aborted) discovery ??= discover();
  }

  async function find(service: string, options?: CallOptions): Promise<readonly Instance[]> {
    closing.signal.throwIfAborted();
    options?.signal?.throwIfAborted();
    begin();
    const known = table.get(service);
    if (known !== undefined) return known;
    const signals = [refusal.signal, options?.signal].filter((each) => each !== undefined);
    return table.firstWithin(COLD_MS, service, { signal: AbortSignal.any(signals) });
  }

  return {
    name: "kubernetes",
    async register(instance, { signal } = {}) {
      closing.signal.throwIfAborted();
      signal?.throwIfAborted();
      checkInstance(instance);
      if (registered !== undefined) {
        throw new Error(`A pod announces one instance, and "${registered.id}" is announced`);
      }
      const announced = { ...instance, id: podName };
      registered = announced;
      return {
        instance: announced,
        async [Symbol.asyncDispose]() {
          if (registered === announced) registered = undefined;
        },
      };
    },
    getService: find,
    async listServices(options) {
      // The first answer is about every service at once, so any name will do to wait for it.
      await find("", options);
      return table.services();
    },
    watch(service, options) {
      begin();
      return table.watch(service, options);
    },
    reconfirm() {
      // The kubelet's probes and the EndpointSlice controller do that, for everyone at once.
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error("The registry is closed"));
      await discovery;
      table.close();
    },
  };
}

/** A broken connection has no more to say for itself than "aborted". */
function explain(error: Error): Error {
  if (error instanceof ApiError) return error;
  return new Error(`The watch of the API server failed: ${error.message}`, { cause: error });
}

/** How long a look-up waits for the first answer; see `Registry.getService`. */
const COLD_MS = 250;
