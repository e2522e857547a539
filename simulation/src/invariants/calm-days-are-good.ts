import type { Told } from "../customers/diary.ts";
import type { Invariant } from "./evidence.ts";

/**
 * On a day on which nothing goes wrong, who buys is told at once that the order is placed. When all
 * stood still for a while, it may take longer, and no order is canceled for that.
 */
export const calmDaysAreGood: Invariant = ({ day, visits }) =>
  visits.flatMap(({ diary: { userId, habit, told } }) => {
    if (day === "bad" || !BUYERS.has(habit)) return [];
    return told
      .filter(day === "calm" ? isNotPlaced : isCanceled)
      .map(({ answer }) => `G4 on a day that was ${day} ${userId} was told "${answer}"`);
  });

function isNotPlaced({ answer }: Told): boolean {
  return answer !== "placed";
}

/** Without a card it was the customer who canceled. */
function isCanceled({ answer, card }: Told): boolean {
  return answer === "canceled" && card !== undefined;
}

/** The habits of those who want nothing but their order. */
const BUYERS: ReadonlySet<string> = new Set([
  ...["buys", "buysAgain", "reloads", "doubleClicks", "changesCart", "returnsGoods"],
]);
