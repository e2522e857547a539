import { excerpt } from "@hipstershop/service";

/**
 * Returns the beginning of a text in quotation marks, for a message about it. Characters that
 * nobody can see (Unicode's categories C and Z, but for the space) are written as escapes,
 * "\u{feff}".
 */
export function quote(text: string): string {
  const visible = excerpt(text).replace(/[^\P{C} ]|[^\P{Z} ]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
  return `"${visible}"`;
}
