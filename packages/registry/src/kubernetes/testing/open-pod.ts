import type { Instance, Registry } from "../../registry.ts";
import { createKubernetesRegistry } from "../kubernetes.ts";
import type { FakeApiServer } from "./fake-api-server.ts";
import { sliceOf } from "./slice-of.ts";

/** A pod whose readiness the fake API server shows in a slice, as the kubelet would see to. */
export interface Pod {
  readonly registry: Registry;
}

/** Opens the registry of a pod. What it registers stands for what its manifest says. */
export function openPod(api: FakeApiServer, podName: string, { silenceMs = 60_000 } = {}): Pod {
  let manifest: Instance | undefined;
  const { url, accountFolder } = api;
  const registry = createKubernetesRegistry({
    url,
    accountFolder,
    podName,
    silenceMs,
    setReady(ready) {
      if (manifest !== undefined) api.put(sliceOf(manifest, { conditions: { ready } }));
    },
  });
  return {
    registry: {
      ...registry,
      register(instance, options) {
        manifest = { ...instance, id: podName };
        return registry.register(instance, options);
      },
    },
  };
}
