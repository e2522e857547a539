import { Code, ConnectError } from "@connectrpc/connect";
import { createLocalTransport, type InstanceTransport } from "@hipstershop/transport";
import type { Rpc } from "../definition.ts";

/** Creates the transport to RPC services of one server in the same process. */
export function createLocalTransports(rpcs: readonly Rpc[]): InstanceTransport {
  const byName = new Map(
    rpcs.map(({ service, implementation }) => [
      service.typeName,
      createLocalTransport(service, implementation),
    ]),
  );
  const of = (typeName: string) => {
    const transport = byName.get(typeName);
    if (!transport) throw new ConnectError(`there is no ${typeName} here`, Code.Unimplemented);
    return transport;
  };
  return {
    unary: async (method, ...call) => of(method.parent.typeName).unary(method, ...call),
    stream: async (method, ...call) => of(method.parent.typeName).stream(method, ...call),
  };
}
