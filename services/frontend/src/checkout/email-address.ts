/**
 * Returns whether a text is an email address that a confirmation can be mailed to. It is what
 * emailservice takes (RFC 5321 section 4.1.2: no quotes, ASCII only), and has a dot in its
 * domain besides: no visitor has a mailbox at "localhost".
 */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

const NAME = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*";
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const ADDRESS = new RegExp(`^(?=.{1,64}@)${NAME}@${LABEL}(?:\\.${LABEL})+$`, "i");
