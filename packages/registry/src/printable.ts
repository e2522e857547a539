/**
 * Returns a text in one line that a terminal shows and does not obey, for a text that a
 * stranger has written: control characters, those of escape sequences among them, and those
 * that turn the direction of text become "\u001b", as in JSON.
 */
export function printable(text: string): string {
  // As nearly every line of a log is, and cheaper to find out.
  if (!/[^ -~]/.test(text)) return text;
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
