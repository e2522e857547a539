import type { Client } from "@connectrpc/connect";
import { type Copy, DevRunnerService } from "@hipstershop/proto/hipstershop/dev/runner";
import type { ServiceContext } from "@hipstershop/service";
import type { ShopMap } from "../map/create-map.ts";
import { askEach } from "./ask-each.ts";

/** One that starts and ends processes on this machine. */
export interface DevRunner {
  /** Its instance in the registry. */
  readonly id: string;
  readonly client: Client<typeof DevRunnerService>;
  readonly copies: readonly Copy[];
  /** The services that it can start. */
  readonly services: readonly string[];
}

/** Returns all that run now, with what they run: one for each terminal with "npm run dev". */
export type DevRunners = () => Promise<readonly DevRunner[]>;

/** Their registry name. */
export const DEV_RUNNER = "devrunner";

/** Creates what finds them by their name. None is found outside development. */
export function createDevRunners(
  { client: clientOf, development }: Pick<ServiceContext, "client" | "development">,
  map: Pick<ShopMap, "dots">,
): DevRunners {
  const asked = { service: DevRunnerService, name: DEV_RUNNER };
  return async () => {
    if (!development) return [];
    return askEach(clientOf, map, asked, async (client, { id }) => {
      const { copies, services } = await client.listCopies({});
      return { id, client, copies, services };
    });
  };
}
