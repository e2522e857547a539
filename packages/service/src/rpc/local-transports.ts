import { Code, ConnectError } from "@connectrpc/connect";
import { createLocalTransport, type InstanceTransport } from "@hipstershop/transport";
import type { Rpc } from "../definition.ts";

/** Creates the transport to RPC services of one server in the same process. Each is made at its first call. */
export function createLocalTransports(rpcs: readonly Rpc[]): InstanceTransport {
  const byName = new Map<string, InstanceTransport>();
  const of = (typeName: string) => {
    const known = byName.get(typeName);
    if (known) return known;
    const rpc = rpcs.find(({ service }) => service.typeName === typeName);
    if (!rpc) throw new ConnectError(`there is no ${typeName} here`, Code.Unimplemented);
    const transport = createLocalTransport(rpc.service, rpc.implementation);
    byName.set(typeName, transport);
    return transport;
  };
  return {
    unary: async (method, ...call) => of(method.parent.typeName).unary(method, ...call),
    stream: async (method, ...call) => of(method.parent.typeName).stream(method, ...call),
  };
}
