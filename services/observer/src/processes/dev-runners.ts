import type { Client } from "@connectrpc/connect";
import { type Copy, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import type { Instance, ServiceContext } from "@hipstershop/service";
import type { ShopMap } from "../map/create-map.ts";

/** One that starts and ends processes on this machine. */
export interface DevRunner {
  readonly client: Client<typeof DevRunnerService>;
  readonly copies: readonly Copy[];
  /** The services that it can start. */
  readonly services: readonly string[];
}

/** Returns all that run now, with what they run: one for each terminal with "npm run dev". */
export type DevRunners = () => Promise<readonly DevRunner[]>;

const NAME = "devrunner";
/** One that was killed is still in the registry for a while. */
const TIMEOUT_MS = 1_000;

/** Creates what finds them by their name. None is found outside development. */
export function createDevRunners(
  { client: clientOf, development }: Pick<ServiceContext, "client" | "development">,
  map: Pick<ShopMap, "dots">,
): DevRunners {
  async function ask({ id }: Instance): Promise<readonly DevRunner[]> {
    const client = clientOf(DevRunnerService, { name: NAME, instance: id, timeoutMs: TIMEOUT_MS });
    try {
      const { copies, services } = await client.listCopies({});
      return [{ client, copies, services }];
    } catch {
      return [];
    }
  }

  return async () => {
    const dots = development ? map.dots(NAME) : [];
    const here = dots.filter(({ state }) => state !== "gone");
    return (await Promise.all(here.map(({ instance }) => ask(instance)))).flat();
  };
}
