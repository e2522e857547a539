import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { addAmounts, fromMoney, toMoney } from "@hipstershop/money";
import {
  type CreditCardInfo,
  type Payment,
  PaymentSchema,
  type PaymentService,
  PaymentState,
} from "@hipstershop/proto/hipstershop/payment";

/** The payments of a fake shop, by their keys. */
export interface FakeLedger {
  readonly payments: Map<string, Payment>;
  /** The cards that were used. */
  readonly cards: CreditCardInfo[];
  readonly service: Omit<ServiceImpl<typeof PaymentService>, "charge" | "listPayments">;
}

/** Creates a ledger that keeps the rules of PaymentService, but for cards and amounts. */
export function createFakeLedger(): FakeLedger {
  const payments = new Map<string, Payment>();
  const epochs = new Map<string, bigint>();
  const refunds = new Set<string>();
  const cards: CreditCardInfo[] = [];

  function find(key: string, epoch = 0n): Payment | undefined {
    const newest = epochs.get(key) ?? 0n;
    if (epoch !== 0n && epoch < newest) throw refused(`epoch ${epoch} is older than ${newest}`);
    if (epoch > newest) epochs.set(key, epoch);
    return payments.get(key);
  }

  function known(key: string, epoch?: bigint): Payment {
    const payment = find(key, epoch);
    if (!payment) throw new ConnectError("no such payment", Code.NotFound);
    return payment;
  }

  return {
    payments,
    cards,
    service: {
      authorize({ idempotencyKey, epoch, amount, creditCard }) {
        const before = find(idempotencyKey, epoch);
        if (before?.state === PaymentState.VOIDED) throw refused("the payment was voided");
        const state = PaymentState.AUTHORIZED;
        const payment = before ?? create(PaymentSchema, { idempotencyKey, state, amount });
        payments.set(idempotencyKey, payment);
        if (creditCard) cards.push(creditCard);
        return { payment };
      },
      capture({ idempotencyKey, epoch, earlierCharge }) {
        if (earlierCharge && !find(idempotencyKey, epoch)) {
          const { amount, transactionId } = earlierCharge;
          const earlier = { idempotencyKey, amount, transactionId };
          payments.set(idempotencyKey, create(PaymentSchema, earlier));
        }
        const payment = known(idempotencyKey, epoch);
        if (payment.state === PaymentState.VOIDED) throw refused("the payment was voided");
        payment.state = PaymentState.CAPTURED;
        if (payment.amount) payment.captured = payment.amount;
        return { payment };
      },
      void({ idempotencyKey, epoch }) {
        const payment = find(idempotencyKey, epoch) ?? create(PaymentSchema, { idempotencyKey });
        payment.state = PaymentState.VOIDED;
        if (payment.captured) payment.refunded = payment.captured;
        payments.set(idempotencyKey, payment);
        return { payment };
      },
      refund({ idempotencyKey, refundKey, amount }) {
        const payment = known(idempotencyKey);
        if (payment.state !== PaymentState.CAPTURED) throw refused("the payment is not captured");
        if (amount && !refunds.has(`${idempotencyKey} ${refundKey}`)) {
          const before = payment.refunded ? [fromMoney(payment.refunded)] : [];
          payment.refunded = toMoney(addAmounts(fromMoney(amount), ...before));
        }
        refunds.add(`${idempotencyKey} ${refundKey}`);
        return { payment };
      },
      getPayment: ({ idempotencyKey }) => ({ payment: known(idempotencyKey) }),
    },
  };
}

function refused(message: string): ConnectError {
  return new ConnectError(message, Code.FailedPrecondition);
}
