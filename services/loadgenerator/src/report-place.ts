import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";

/**
 * The schema of where the report goes, which may be absent: a file that can be written, or "-",
 * which is standard output.
 */
export function reportPlace() {
  return v.optional(
    v.pipe(v.string(), v.check(canBeWritten, 'must be a file that can be written, or "-"')),
  );
}

/** Looks only: a run that does not start leaves no empty report. */
function canBeWritten(path: string): boolean {
  if (path === "-") return true;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    const folder = dirname(path);
    if (!found && !statSync(folder).isDirectory()) return false;
    accessSync(found ? path : folder, constants.W_OK);
    return !found?.isDirectory();
  } catch {
    return false;
  }
}
