import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";

const services = join(import.meta.dirname, "../../services");

/**
 * Returns the names of the failpoints in the sources of the services, sorted. A name begins with its
 * service and says where it stands: "checkout-after-ship".
 */
export async function declaredFailpoints(): Promise<string[]> {
  const names = new Set<string>();
  const exclude = ["**/*.test.ts"];
  for await (const file of glob("*/src/**/*.ts", { cwd: services, exclude })) {
    const source = await readFile(join(services, file), "utf8");
    for (const [, name] of source.matchAll(/"([a-z]+-after-[a-z-]+)"/g)) names.add(name as string);
  }
  return [...names].sort();
}
