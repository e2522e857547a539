import type { Invariant } from "./evidence.ts";

/** G6: all copies of a confirmation have one key, and so one Message-ID. */
export const mailsAreOne: Invariant = ({ mails }) =>
  mails
    .filter(({ order, idempotencyKey }) => order?.orderId !== idempotencyKey)
    .map(
      ({ order, idempotencyKey }) => `G6 order ${order?.orderId} was mailed as ${idempotencyKey}`,
    );
