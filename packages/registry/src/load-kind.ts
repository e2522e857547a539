import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { RegistryKind } from "./registry-kind.ts";
import { registryKinds } from "./registry-kinds.ts";

/**
 * Returns the kind that REGISTRY names: a built-in one, or what a module of your own exports as
 * `kind`. The module is a package, or a path that begins with a dot or a slash and is relative to
 * the folder. Rejects with a RangeError when there is none.
 */
export async function loadKind(name: string, folder: string): Promise<RegistryKind> {
  const known = registryKinds.find((kind) => kind.name === name);
  if (known !== undefined) return known;
  const module = /^\.{0,2}\//.test(name) ? pathToFileURL(resolve(folder, name)).href : name;
  const { kind } = await import(module).catch((cause) => {
    // Without the value: it may be a secret in the wrong variable.
    throw new RangeError(`${RULE}: ${cause.code ?? cause.message}`, { cause });
  });
  if (typeof kind?.name === "string" && typeof kind.open === "function") return kind;
  throw new RangeError(`${RULE}: the module exports no "kind"`);
}

const NAMES = registryKinds.map(({ name }) => name).join(", ");
const RULE = `REGISTRY must be one of ${NAMES}, or a module of your own`;
