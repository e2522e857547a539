import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Returns the services that the sources in a folder call, by `client(OtherService)`. One that is called
 * by a name of its own, `client(OtherService, { name })`, is a tool of development.
 */
export async function callsIn(folder: string): Promise<ReadonlySet<string>> {
  const calls = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    const text = await readFile(join(folder, file), "utf8");
    for (const [, service = ""] of text.matchAll(/\bclient\(\s*(\w+Service)\b(?![^)]*\bname\b)/g)) {
      calls.add(service.toLowerCase());
    }
  }
  return calls;
}
