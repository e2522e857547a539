import { formatAmount, fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";

/** Returns an amount for people; a dash where there is none. */
export function amountText(money: Money | undefined): string {
  return money ? formatAmount(fromMoney(money)) : "–";
}
