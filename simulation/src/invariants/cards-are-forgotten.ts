import { CVV, NUMBERS } from "../customers/order-request.ts";
import type { Invariant } from "./evidence.ts";

/** G7: no number of a card and no CVV is in a file, a log, a mail or an error. */
export const cardsAreForgotten: Invariant = ({ texts }) =>
  texts.some((text) => SECRETS.test(text)) ? ["G7 the number of a card was kept, or its CVV"] : [];

const SPELLINGS = NUMBERS.flatMap((number) => [number, number.replaceAll("-", "")]);
const SECRETS = new RegExp([...SPELLINGS, CVV].join("|"));
