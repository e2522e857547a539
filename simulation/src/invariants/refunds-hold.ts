import type { Invariant } from "./evidence.ts";

/** G4: a refund that was said to be done stands in the books. */
export const refundsHold: Invariant = ({ books, visits }) => {
  const done = new Set(
    books.orders.flatMap(({ result, refunds }) =>
      refunds
        .filter(({ doneAt }) => doneAt !== undefined)
        .map(({ idempotencyKey }) => `${result?.orderId} ${idempotencyKey}`),
    ),
  );
  return visits.flatMap(({ diary: { userId, refunded } }) =>
    [...refunded]
      .filter(([key, orderId]) => !done.has(`${orderId} ${key}`))
      .map(([key]) => `G4 ${userId} was told that refund ${key} is done, and it is not`),
  );
};
