import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";

/** Returns whether a file can be put in place of another, or of none: its folder may have to be made. */
export function isWritable(path: string): boolean {
  const folder = dirname(path);
  if (!existsSync(folder)) return isWritable(folder);
  try {
    // With a slash at its end it is no file.
    accessSync(`${folder}/`, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
