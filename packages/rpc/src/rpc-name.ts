import type { DescMethod } from "@bufbuild/protobuf";

type Method = Pick<DescMethod, "name" | "parent">;

/** Null for those that are not recorded. */
const names = new WeakMap<Method, string | null>();

/**
 * Returns the name of an RPC, "hipstershop.CurrencyService/Convert", or nothing for one that is not
 * recorded: to look at a server (health, reflection, telemetry itself, what the observer saw of it), or
 * to start one, is no work of the shop.
 */
export function rpcName(method: Method): string | undefined {
  let name = names.get(method);
  if (name === undefined) {
    const { typeName } = method.parent;
    const isWork = !/^(grpc|opentelemetry|hipstershop\.(dev|observer))\./.test(typeName);
    name = isWork ? `${typeName}/${method.name}` : null;
    names.set(method, name);
  }
  return name ?? undefined;
}
