/**
 * Returns whether a text is one plain email address, as RFC 5321 section 4.1.2 has it: an
 * ASCII name without quotes, and a domain, within the lengths of section 4.5.3.1. Names in
 * quotes and letters beyond ASCII are legal, but refused: almost nobody has such an address, and
 * whoever types one has probably made a mistake.
 */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

const NAME = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*";
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const ADDRESS = new RegExp(`^(?=.{1,64}@)${NAME}@${LABEL}(?:\\.${LABEL})*$`, "i");
