import { Code, ConnectError } from "@connectrpc/connect";
import { type Amount, fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";

/**
 * Returns the amount of a request. `purpose` says what it is for, such as "to charge". Throws a
 * ConnectError INVALID_ARGUMENT when it is missing, malformed or negative.
 */
export function readAmount(money: Money | undefined, purpose: string): Amount {
  if (!money) throw invalid(`the amount ${purpose} is missing`);
  if (!/^[A-Z]{3}$/.test(money.currencyCode)) {
    throw invalid("the currency of the amount must be a code of three letters, such as USD");
  }
  let amount: Amount;
  try {
    amount = fromMoney(money);
  } catch (error) {
    throw invalid((error as RangeError).message, error);
  }
  if (amount.nanos < 0n) throw invalid(`the amount ${purpose} must not be negative`);
  return amount;
}

function invalid(message: string, cause?: unknown): ConnectError {
  return new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
}
