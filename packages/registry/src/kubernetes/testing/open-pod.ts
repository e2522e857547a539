import type { Registry } from "../../registry.ts";
import { createKubernetesRegistry } from "../kubernetes.ts";
import type { FakeApiServer } from "./fake-api-server.ts";
import { sliceOf } from "./slice-of.ts";

/** A pod; the fake API server has its readiness in a slice, as if by the kubelet. */
export interface Pod {
  readonly registry: Registry;
}

/**
 * Opens the registry of a pod that is ready while it has a registration. What it registers stands
 * for its manifest.
 */
export function openPod(api: FakeApiServer, podName: string): Pod {
  const registry = createKubernetesRegistry({ api, podName });
  const withdrawals = new Set<() => void>();
  return {
    registry: {
      ...registry,
      async register(wanted, options) {
        const registration = await registry.register(wanted, options);
        const { instance } = registration;
        const setReady = (ready: boolean) => api.put(sliceOf(instance, { conditions: { ready } }));
        const withdraw = () => {
          if (withdrawals.delete(withdraw)) setReady(false);
        };
        withdrawals.add(withdraw);
        setReady(true);
        return {
          instance,
          async [Symbol.asyncDispose]() {
            withdraw();
            await registration[Symbol.asyncDispose]();
          },
        };
      },
      async [Symbol.asyncDispose]() {
        for (const withdraw of [...withdrawals]) withdraw();
        await registry[Symbol.asyncDispose]();
      },
    },
  };
}
