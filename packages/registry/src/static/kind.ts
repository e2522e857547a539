import type { RegistryKind } from "../registry-kind.ts";
import { createStaticRegistry } from "./static.ts";

/** It knows no address itself: `createRegistry` puts the given ones over every registry. */
export const kind: RegistryKind = {
  name: "static",
  reach: "network",
  // Nobody is told, so callers are shown: each answer of this while closes its connection.
  spreadMs: 1_000,
  announces: "nothing",
  hint: "REGISTRY=static finds only what a variable such as AD_SERVICE_ADDR names",
  open: () => createStaticRegistry({}),
};
