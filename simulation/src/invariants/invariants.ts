import { answersHold } from "./answers-hold.ts";
import { booksAgree } from "./books-agree.ts";
import { calmDaysAreGood } from "./calm-days-are-good.ts";
import { cardsAreForgotten } from "./cards-are-forgotten.ts";
import { cartsAddUp } from "./carts-add-up.ts";
import { eventsTellAll } from "./events-tell-all.ts";
import type { Invariant } from "./evidence.ts";
import { mailsAreOne } from "./mails-are-one.ts";
import { nothingCapturedIsCanceled } from "./nothing-captured-is-canceled.ts";
import { refundsHold } from "./refunds-hold.ts";

/** All that must hold when a shop is at rest again. G2, that it comes to rest, is seen before. */
export const invariants: readonly Invariant[] = [
  booksAgree,
  answersHold,
  cartsAddUp,
  nothingCapturedIsCanceled,
  mailsAreOne,
  refundsHold,
  eventsTellAll,
  cardsAreForgotten,
  calmDaysAreGood,
];
