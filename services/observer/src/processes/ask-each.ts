import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import type { Instance, ServiceContext } from "@hipstershop/service";
import type { ShopMap } from "../map/create-map.ts";

/** One that was killed is still in the registry for a while. */
const TIMEOUT_MS = 1_000;

/**
 * Asks each instance that is found by a name, and returns what they answer. Those that do not answer
 * are left out.
 */
export async function askEach<S extends DescService, T>(
  clientOf: ServiceContext["client"],
  map: Pick<ShopMap, "dots">,
  { service, name }: { readonly service: S; readonly name: string },
  ask: (client: Client<S>, instance: Instance) => Promise<T>,
): Promise<readonly T[]> {
  const here = map.dots(name).filter(({ state }) => state !== "gone");
  const asked = here.map(({ instance }) =>
    ask(clientOf(service, { name, instance: instance.id, timeoutMs: TIMEOUT_MS }), instance).then(
      (answer) => [answer],
      () => [],
    ),
  );
  return (await Promise.all(asked)).flat();
}
