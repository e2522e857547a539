import type { DescMethod } from "@bufbuild/protobuf";

type Method = Pick<DescMethod, "name" | "parent">;

const names = new WeakMap<Method, string | undefined>();

/**
 * Returns the name of an RPC, "hipstershop.CurrencyService/Convert", or nothing for one that is not
 * recorded: to look at a server (health, reflection, telemetry itself, what the observer saw of it), or
 * to start one, is no work of the shop.
 */
export function rpcName(method: Method): string | undefined {
  if (!names.has(method)) {
    const { typeName } = method.parent;
    const isWork = !/^(grpc|opentelemetry|hipstershop\.(dev|observer))\./.test(typeName);
    names.set(method, isWork ? `${typeName}/${method.name}` : undefined);
  }
  return names.get(method);
}
