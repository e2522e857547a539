/** The longest text that is shown of an answer, in characters. */
const MAX_LENGTH = 64 * 1024;

/** Returns an answer's JSON as it is shown: cut where it is long, with how much there was. */
export function answerText(json: unknown): { readonly text: string; readonly cut?: string } {
  const text = JSON.stringify(json, undefined, 2);
  if (text.length <= MAX_LENGTH) return { text };
  const end = text.lastIndexOf("\n", MAX_LENGTH);
  const shown = text.slice(0, end > 0 ? end : MAX_LENGTH);
  return { text: shown, cut: `Only ${kilobytes(shown)} of ${kilobytes(text)} are shown.` };
}

function kilobytes({ length }: string): string {
  return `${Math.round(length / 1024)} kB`;
}
