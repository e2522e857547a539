/** Returns a sentence as it stands within another one. */
export function inSentence(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
