import type { RegistryKind } from "../registry-kind.ts";
import { createMemoryRegistry } from "./memory.ts";

export const kind: RegistryKind = {
  name: "memory",
  reach: "process",
  spreadMs: 0,
  announces: "instance",
  hint: "REGISTRY=memory finds only what runs in the same process: npm start runs the whole shop in one",
  open: () => createMemoryRegistry(),
};
