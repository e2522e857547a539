/** Safeguards that are taken away, to see whether the simulation notices. */
export interface Mutation {
  /** What is no longer so. */
  readonly what: string;
  readonly changes: readonly Change[];
}

/** A change of the sources. */
export interface Change {
  /** The path of a source file in the repository. */
  readonly file: string;
  /** A text that stands in it once, and what stands there instead. */
  readonly find: string;
  readonly replace: string;
}

const CHECKOUT = "services/checkoutservice/src";

/** By their names. */
export const mutations: Readonly<Record<string, Mutation>> = {
  "intent-to-capture": {
    what: "An order is captured before it is written that it will be",
    changes: [
      {
        file: `${CHECKOUT}/drive/ship.ts`,
        find: `    return await move(deps, order, "capturing", {`,
        replace: `    await deps.payment.capture({ idempotencyKey: id, epoch: BigInt(epoch) });
    return await move(deps, order, "capturing", {`,
      },
    ],
  },
  "decision-to-undo": {
    what: "The money of an order is given back before it is written that the order is canceled",
    changes: [
      {
        file: `${CHECKOUT}/drive/ship.ts`,
        find: `  return { ...(await move(deps, order, "canceling")), failure };`,
        replace: `  await deps.payment.void({ idempotencyKey: id, epoch: BigInt(epoch) });
  return { ...(await move(deps, order, "canceling")), failure };`,
      },
    ],
  },
  "shipment-tombstone": {
    what: "To cancel a shipment that is not known yet forbids nothing",
    changes: [
      {
        file: "services/shippingservice/src/shipments.ts",
        find: `checked(epoch, await sql<ShipmentRow>(CANCEL, key, epoch, date()));`,
        replace: `await sql("UPDATE shipments SET canceled_ms = ? WHERE key = ?", date(), key);`,
      },
    ],
  },
  "refusal-in-doubt": {
    what: "An order is refused while an earlier request for its money is on its way",
    changes: [
      {
        file: `${CHECKOUT}/drive/authorize.ts`,
        find: `onItsWay ? "canceling" : "refused"`,
        replace: `"refused"`,
      },
    ],
  },
  "payment-tombstone": {
    what: "To void a payment that is not known yet forbids nothing",
    changes: [
      {
        file: "services/paymentservice/src/transitions.ts",
        find: `  if (state === "voided") return unchanged(payment);
  const entry`,
        replace: `  if (state === "voided" || state === "free") return unchanged(payment);
  const entry`,
      },
    ],
  },
  "key-tombstone": {
    what: "To cancel an order whose key is not known yet forbids nothing",
    changes: [
      {
        file: `${CHECKOUT}/cancel-order.ts`,
        find: `await reached("order", deps.orders.forbid(userId, name.value));`,
        replace: `if (name.value !== "") return undefined;`,
      },
    ],
  },
  "state-of-moves": {
    what: "An order can be moved on from whichever state it is in",
    changes: [
      {
        file: `${CHECKOUT}/store/order-statements.ts`,
        find: `AND state = ? AND epoch = ? RETURNING number`,
        replace: `AND '' <> ? AND epoch = ? RETURNING number`,
      },
    ],
  },
  lease: {
    what: "An order is taken over although its holder lives",
    changes: [
      {
        file: `${CHECKOUT}/lease-watch.ts`,
        find: `return found !== undefined && lastMs - found.sinceMs >= leaseMs;`,
        replace: `return found !== undefined;`,
      },
    ],
  },
  "lease-after-a-pause": {
    what: "A process that was frozen takes over what it did not see change meanwhile",
    changes: [
      {
        file: `${CHECKOUT}/lease-watch.ts`,
        find: `if (nowMs - lastMs > leaseMs / 2) seen = new Map();`,
        replace: ``,
      },
    ],
  },
  "way-back-from-capturing": {
    what: "An order can be canceled while it is captured",
    changes: [
      {
        file: `${CHECKOUT}/store/order-statements.ts`,
        find: `state IN ('authorizing', 'shipping', 'refused')`,
        replace: `state IN ('authorizing', 'shipping', 'capturing', 'refused')`,
      },
    ],
  },
  "deliveries-in-the-transaction": {
    what: "What an order owes is written after the order is placed, and not with it",
    changes: [
      {
        file: `${CHECKOUT}/store/create-order-store.ts`,
        find: `for (const each of owedBy(moved)) await owe(sql, each, userId, now);`,
        replace: `database
          .transaction(async (later) => {
            for (const each of owedBy(moved)) await owe(later, each, userId, now);
          })
          .catch(() => {});`,
      },
    ],
  },
  "cart-delivery-first": {
    what: "A cart is ordered although an earlier order has not taken out what it ordered",
    changes: [
      {
        file: `${CHECKOUT}/place-order.ts`,
        find: `if (owesCart) await makeCartDeliveries(deps, userId);`,
        replace: `void [owesCart, makeCartDeliveries];`,
      },
    ],
  },
  "cart-read-in-time": {
    what: "A cart is ordered that was read before another order took something out of it",
    changes: [
      {
        file: `${CHECKOUT}/store/order-statements.ts`,
        find: `begun + 1 WHERE order_users.begun = ?`,
        replace: `begun + 1 WHERE order_users.begun >= 0 * ?`,
      },
    ],
  },
  "removal-once": {
    what: "What was ordered is taken out of the cart each time that this is asked for",
    changes: [
      {
        file: "services/cartservice/src/sqlite-cart-store.ts",
        find: `if (!(await isNew(sql, REMOVALS, userId, key, nowMs))) return;`,
        replace: `await isNew(sql, REMOVALS, userId, key, nowMs);`,
      },
    ],
  },
  "refund-intent": {
    what: "Money is given back before it is written that it is to be",
    changes: [
      {
        file: `${CHECKOUT}/refunds/refund-order.ts`,
        find: `  const asked = await`,
        replace: `  const { idempotencyKey: refundKey, amount } = wanted;
  await deps.payment.refund({ idempotencyKey: orderId, refundKey, ...(amount && { amount }) });
  const asked = await`,
      },
    ],
  },
  "refund-once": {
    what: "A refund is made each time that it is asked for",
    changes: [
      {
        file: "services/paymentservice/src/transitions.ts",
        find: `  if (earlier) {
    if`,
        replace: `  if (earlier && earlier.nanos < 0n) {
    if`,
      },
    ],
  },
};
