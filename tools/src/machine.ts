import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { release } from "node:os";
import { delimiter } from "node:path";

/**
 * Returns a text that changes when something is installed on this machine, or another user runs the
 * tests: without which tests skip. Folders of Node's packages are left out, for those are in
 * package-lock.json.
 */
export function machine(env: NodeJS.ProcessEnv): string {
  const folders = (env.PATH ?? "").split(delimiter).filter((path) => !/node_modules/.test(path));
  // A package may contain only a library, such as a module of Python.
  const changed = [...new Set(folders), "/var/lib/dpkg/status", "/Applications"].map(
    (path) => `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs}`,
  );
  const text = [...changed, process.getuid?.(), process.platform, release()].join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
