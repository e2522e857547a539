import type { RegistryKind } from "../registry-kind.ts";
import { createStaticRegistry } from "./static.ts";

/** It has no address itself: `createRegistry` puts the given ones over every registry. */
export const kind: RegistryKind = {
  name: "static",
  reach: "network",
  // Callers are not told. For this long each answer closes its connection, so they go elsewhere.
  spreadMs: 1_000,
  announces: "nothing",
  hint: "REGISTRY=static finds only what a variable such as AD_SERVICE_ADDR names",
  open: () => createStaticRegistry({}),
};
