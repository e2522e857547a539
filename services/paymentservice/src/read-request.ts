import { Code, ConnectError } from "@connectrpc/connect";
import { type Amount, fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import type { ListPaymentsRequest } from "@hipstershop/proto/hipstershop/payment";
import { checkKey } from "@hipstershop/service";

// Each function returns a part of a request, and throws a ConnectError INVALID_ARGUMENT that says
// what is wrong with it.

/** Returns a key, which must be set. */
export function readKey(field: string, key: string): string {
  if (key === "") throw invalid(`${field} must be set`);
  checkKey(field, key);
  return key;
}

/** Returns which payment is to be changed, and the epoch of whoever asks for it. */
export function readNamed(request: { readonly idempotencyKey: string; readonly epoch: bigint }): {
  readonly key: string;
  readonly epoch: bigint;
} {
  const { idempotencyKey, epoch } = request;
  const key = readKey("idempotency_key", idempotencyKey);
  if (epoch < 0n) throw invalid(`epoch must not be negative, as ${epoch} is`);
  return { key, epoch };
}

/** Returns an amount. `purpose` says what it is for, such as "to charge". */
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

/** Returns which page to list. Its token is the id of the last payment before it. */
export function readPage({ pageToken, pageSize }: ListPaymentsRequest): {
  readonly afterId: number;
  readonly size: number;
} {
  if (!/^\d{0,15}$/.test(pageToken)) {
    throw invalid("page_token must be the next_page_token of an earlier page, or empty");
  }
  if (pageSize < 0) throw invalid(`page_size must not be negative, as ${pageSize} is`);
  return { afterId: Number(pageToken), size: Math.min(pageSize || MAX_PAGE_SIZE, MAX_PAGE_SIZE) };
}

const MAX_PAGE_SIZE = 1_000;

/** Returns the error of a request that is malformed. */
export function invalid(message: string, cause?: unknown): ConnectError {
  return new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
}
