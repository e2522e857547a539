import type { Invariant } from "./evidence.ts";

/** On a day on which nothing goes wrong, who buys is told at once that the order is placed. */
export const calmDaysAreGood: Invariant = ({ calm, visits }) =>
  visits.flatMap(({ diary: { userId, habit, told } }) => {
    if (!calm || !BUYERS.has(habit)) return [];
    return told
      .filter(({ answer }) => answer !== "placed")
      .map(({ answer }) => `G4 on a calm day ${userId} was told "${answer}"`);
  });

/** The habits of those who want nothing but their order. */
const BUYERS: ReadonlySet<string> = new Set([
  ...["buys", "buysAgain", "reloads", "doubleClicks", "changesCart", "returnsGoods"],
]);
