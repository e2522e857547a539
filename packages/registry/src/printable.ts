/**
 * Returns a text from a stranger so that a terminal shows it in one line and obeys nothing in it:
 * control characters, and those that change the direction of text, become "\u001b", as in JSON.
 */
export function printable(text: string): string {
  // True of nearly every line of a log, and cheaper.
  if (!/[^ -~]/.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
