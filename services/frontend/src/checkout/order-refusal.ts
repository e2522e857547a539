import { Code, type ConnectError } from "@connectrpc/connect";
import { formatAmount, fromMoney } from "@hipstershop/money";
import { CartIsEmptySchema } from "@hipstershop/proto/hipstershop/checkout";
import { CardRefusedSchema, ChargedBeforeSchema } from "@hipstershop/proto/hipstershop/payment";

/** Why there is no order, for the visitor to read. */
export interface OrderRefusal {
  /** The HTTP status: 422 for what the visitor can mend. */
  readonly status: number;
  /** What is wrong with what was typed, by field: absent where nothing is. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly problem: string;
  /** Whether the key of the form is used up. */
  readonly keyIsSpent?: boolean;
}

/** Returns what a failed order means to the visitor. A client's fault is 422. */
export function orderRefusal(error: ConnectError): OrderRefusal {
  const [card] = error.findDetails(CardRefusedSchema);
  if (card) {
    return {
      status: 422,
      errors: { credit_card_number: card.explanation },
      problem: "The card was refused. Nothing was charged.",
    };
  }
  const [before] = error.findDetails(ChargedBeforeSchema);
  if (before?.amount) {
    const amount = formatAmount(fromMoney(before.amount));
    const why = `the card was charged ${amount} for it before, and it costs another amount now`;
    return { status: 422, problem: `The order was refused: ${why}.` };
  }
  if (error.code === Code.Aborted) {
    const problem =
      "This order was canceled, and nothing stays charged. Place it again if you still want it.";
    return { status: 409, problem, keyIsSpent: true };
  }
  const [empty] = error.findDetails(CartIsEmptySchema);
  if (empty || REFUSALS.has(error.code)) {
    return { status: 422, problem: `The order was refused: ${error.rawMessage}.` };
  }
  return {
    status: 503,
    problem:
      "We could not finish your order just now. Please try again: you will not be charged twice.",
  };
}

// To try again does not help: a product is no longer sold, or the total is too large.
const REFUSALS: ReadonlySet<Code> = new Set([
  Code.InvalidArgument,
  Code.NotFound,
  Code.OutOfRange,
  Code.AlreadyExists,
]);
