import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";

const SERVICES = join(import.meta.dirname, "../../../services");

/** Returns the names of the failpoints in the sources of the services, sorted. */
export async function declaredFailpoints(): Promise<string[]> {
  const names = new Set<string>();
  for await (const file of glob("*/src/**/*.ts", { cwd: SERVICES })) {
    if (file.endsWith(".test.ts")) continue;
    const source = readFileSync(join(SERVICES, file), "utf8");
    for (const [, name] of source.matchAll(/\bfailpoint\("([^"]+)"\)/g)) names.add(name as string);
  }
  return [...names].sort();
}
