import { CARD, CVV, WRONG_CARD } from "../customers/order-request.ts";
import type { Invariant } from "./evidence.ts";

/** G7: no number of a card and no CVV is in a file, a log, a mail or an error. */
export const cardsAreForgotten: Invariant = ({ texts }) =>
  texts.some((text) => SECRETS.test(text)) ? ["G7 the number of a card was kept, or its CVV"] : [];

const NUMBERS = [CARD, WRONG_CARD].flatMap((card) => [card, card.replaceAll("-", "")]);
const SECRETS = new RegExp([...NUMBERS, CVV].join("|"));
