import { answersHold } from "./answers-hold.ts";
import { booksAgree } from "./books-agree.ts";
import { cardsAreForgotten } from "./cards-are-forgotten.ts";
import { cartsAddUp } from "./carts-add-up.ts";
import type { Invariant } from "./evidence.ts";

/** All that must hold when a shop is at rest again. G2, that it comes to rest, is seen before. */
export const invariants: readonly Invariant[] = [
  booksAgree,
  answersHold,
  cartsAddUp,
  cardsAreForgotten,
];
