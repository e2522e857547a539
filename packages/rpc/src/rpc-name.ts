import type { DescMethod } from "@bufbuild/protobuf";
import { onceFor } from "./once-for.ts";

/**
 * Returns the name of an RPC, "hipstershop.CurrencyService/Convert", or nothing for one that is not
 * recorded: to look at a server (health, reflection, telemetry itself, what the observer saw of it), or
 * to start one, is no work of the shop.
 */
export const rpcName = onceFor(
  ({ name, parent: { typeName } }: Pick<DescMethod, "name" | "parent">): string | undefined => {
    const isWork = !/^(grpc|opentelemetry|hipstershop\.(dev|observer))\./.test(typeName);
    return isWork ? `${typeName}/${name}` : undefined;
  },
);
