import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Returns the flags that the images of a checkout give to Node. */
export async function imageFlags(root: string): Promise<string[]> {
  const [, command] =
    /^CMD (\[.*\])$/m.exec(await readFile(join(root, "Dockerfile"), "utf8")) ?? [];
  return JSON.parse(command ?? "[]").filter((word: string) => word.startsWith("--"));
}
