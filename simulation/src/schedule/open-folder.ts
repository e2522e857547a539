import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a folder for stores, and removes it when it is disposed. By default it is in memory, where
 * the machine has room for that.
 */
export function openFolder(
  parent = existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(),
): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(parent, "simulation-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const IN_MEMORY = "/dev/shm";
