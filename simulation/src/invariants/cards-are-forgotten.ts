import { CARD, WRONG_CARD } from "../customers/order-request.ts";
import type { Invariant } from "./evidence.ts";

/** G7: no number of a card is in a log or in a file. */
export const cardsAreForgotten: Invariant = ({ texts }) =>
  texts.some((text) => NUMBERS.test(text)) ? ["G7 the number of a card was kept"] : [];

const NUMBERS = new RegExp(
  [CARD, WRONG_CARD].flatMap((card) => [card, card.replaceAll("-", "")]).join("|"),
);
