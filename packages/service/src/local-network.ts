import type { Registry } from "@hipstershop/registry";
import { type Clients, createClients } from "@hipstershop/rpc";
import { type InstanceTransport, openFastTransport } from "@hipstershop/transport";

/** Lets the services of one process call one another without the network. */
export interface LocalNetwork extends AsyncDisposable {
  readonly registry: Registry;
  readonly clients: Clients;
  /** Makes calls to an instance take this transport, until it is disposed. */
  attach(instanceId: string, transport: InstanceTransport): Disposable;
}

/**
 * Creates a local network over a registry, which it does not dispose. Instances of other
 * processes, if the registry knows any, are called over the real network.
 */
export function createLocalNetwork(registry: Registry): LocalNetwork {
  const attached = new Map<string, InstanceTransport>();
  const clients = createClients({
    registry,
    open: (instance) => attached.get(instance.id) ?? openFastTransport(instance),
  });
  return {
    registry,
    clients,
    attach(instanceId, transport) {
      attached.set(instanceId, transport);
      return { [Symbol.dispose]: () => void attached.delete(instanceId) };
    },
    [Symbol.asyncDispose]: () => clients[Symbol.asyncDispose](),
  };
}
