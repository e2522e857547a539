import { join } from "node:path";
import type { RegistryKind } from "../registry-kind.ts";
import { createDirectoryRegistry } from "./directory.ts";

export const kind: RegistryKind = {
  name: "directory",
  reach: "machine",
  spreadMs: 100,
  announces: "instance",
  open: ({ dataFolder }) => createDirectoryRegistry({ folder: join(dataFolder, "instances") }),
};
