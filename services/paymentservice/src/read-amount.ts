import { type Amount, fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import { invalidArgument } from "@hipstershop/service";

/**
 * Returns the amount of a request. `purpose` says what it is for, such as "to charge". Throws a
 * ConnectError INVALID_ARGUMENT when it is missing, malformed or negative.
 */
export function readAmount(money: Money | undefined, purpose: string): Amount {
  if (!money) throw invalidArgument(`the amount ${purpose} is missing`);
  if (!/^[A-Z]{3}$/.test(money.currencyCode)) {
    throw invalidArgument(
      "the currency of the amount must be a code of three letters, such as USD",
    );
  }
  let amount: Amount;
  try {
    amount = fromMoney(money);
  } catch (error) {
    throw invalidArgument((error as RangeError).message, error);
  }
  if (amount.nanos < 0n) throw invalidArgument(`the amount ${purpose} must not be negative`);
  return amount;
}
