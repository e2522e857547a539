import { randomBytes } from "node:crypto";

/** Returns a name that no other test uses: some registries see the whole machine. */
export function uniqueName(word: string): string {
  return `${word}-${randomBytes(4).toString("hex")}`;
}
