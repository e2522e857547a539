import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Returns where a program is that the PATH leads to, if it leads to one. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}
