import type { ServiceContext } from "@hipstershop/service";
import type { ShopMap } from "../../map/create-map.ts";
import type { Conversation } from "../../registry/conversation.ts";
import type { Store } from "../../store/store.ts";

/** Something that was seen. */
export interface Evidence {
  /** "Convert of currencyservice took 812 ms" */
  readonly text: string;
  /** The path of the page that shows it. */
  readonly link: string;
}

/** What evidence is looked for in. */
export interface Scene {
  readonly store: Pick<Store, "traces" | "logs">;
  readonly map: Pick<ShopMap, "dots">;
  readonly conversation: Pick<Conversation, "latest">;
  readonly client: ServiceContext["client"];
  /** Returns the services of the shop that are known now. */
  readonly services: () => readonly string[];
  /** Nothing counts that happened before, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** What metrics were at that time: by service and name. */
  readonly before: Readonly<Record<string, number>>;
}
