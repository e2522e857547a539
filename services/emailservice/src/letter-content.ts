import type { Receipt } from "./receipt.ts";

/** What a letter says, before it is laid out. Each text is one line. */
export interface LetterContent {
  readonly subject: string;
  readonly heading: string;
  /** What the heading means for the customer, in one or two sentences. */
  readonly lead: string;
  readonly facts: readonly Fact[];
  readonly receipt: Receipt;
  /** Whether it says where the parcel goes. */
  readonly shipped: boolean;
}

type Fact = readonly [name: string, value: string];

/** Returns the confirmation of an order. */
export function confirmation(receipt: Receipt): LetterContent {
  return {
    subject: `Your order ${receipt.orderId}`,
    heading: "Thank you for your order",
    lead: "It is packed and on its way to you.",
    facts: [
      ["Order", receipt.orderId],
      ["Tracking", receipt.trackingId],
    ],
    receipt,
    shipped: true,
  };
}

/**
 * Returns the letter that tells of a canceled order. `amount` is what was given back; undefined,
 * nothing had been charged.
 */
export function cancellation(receipt: Receipt, amount: string | undefined): LetterContent {
  const money = amount === undefined ? "Nothing was charged." : `You get ${amount} back, in full.`;
  return {
    subject: `Your order ${receipt.orderId} is canceled`,
    heading: "Your order is canceled",
    lead: `Nothing will be sent to you. ${money}`,
    facts: orderAnd(amount, receipt),
    receipt,
    shipped: false,
  };
}

/** Returns the letter that tells of money given back for an order that was placed. */
export function refund(receipt: Receipt, amount: string): LetterContent {
  return {
    subject: `Money back for your order ${receipt.orderId}`,
    heading: "You get money back",
    lead: `We have given ${amount} back to the card that you paid with.`,
    facts: orderAnd(amount, receipt),
    receipt,
    shipped: false,
  };
}

function orderAnd(amount: string | undefined, { orderId }: Receipt): readonly Fact[] {
  const order = ["Order", orderId] as const;
  return amount === undefined ? [order] : [order, ["Given back", amount]];
}
