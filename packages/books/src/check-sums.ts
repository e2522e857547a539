import type { Problem } from "./problem.ts";
import { showAmount } from "./show-amount.ts";
import type { Sums } from "./sum-up.ts";

/** Returns what is wrong with the sums of a currency: what was kept is what was sold (G3). */
export function checkSums({ captured, refunded, placed }: Sums): Problem[] {
  const { currencyCode } = placed;
  const kept = { currencyCode, nanos: captured.nanos - refunded.nanos };
  if (kept.nanos === placed.nanos) return [];
  const what = `captured less refunded is ${showAmount(kept)}, and placed ${showAmount(placed)}`;
  return [{ guarantee: "G3", subject: `sum of ${currencyCode}`, what }];
}
