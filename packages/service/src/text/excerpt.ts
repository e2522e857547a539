/**
 * Returns what an error message may quote of a caller's text: its first 100 characters, as
 * well-formed Unicode. A message travels in an HTTP header, which has no room for a longer
 * text and no encoding for half a surrogate pair.
 */
export function excerpt(text: string): string {
  return text.length <= 100 ? text.toWellFormed() : `${text.slice(0, 100).toWellFormed()}…`;
}
