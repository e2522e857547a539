import { randomUUID } from "node:crypto";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { formatAmount } from "@hipstershop/money";
import type { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import {
  checkKey,
  failpoint,
  listPage,
  noFaults,
  reached,
  readKey,
  readName,
  type ServiceContext,
} from "@hipstershop/service";
import { acceptCard } from "./accept-card.ts";
import type { ChangeRequest, Decide, Ledger } from "./ledger.ts";
import { paymentMessage } from "./payment-message.ts";
import { readAmount } from "./read-amount.ts";
import { readEarlierCharge } from "./read-earlier-charge.ts";
import { authorize, capture, charge, end, refund, unknownPayment } from "./transitions.ts";

export interface PaymentOptions {
  readonly ledger: Ledger;
  /** Logs each change, with no more of the card than its last four digits. */
  readonly log: Pick<ServiceContext["log"], "info">;
  /** The clock that says which cards have expired. Default the system's. */
  readonly now?: () => Date;
  /** By default nothing is broken. */
  readonly faults?: ServiceContext["faults"];
}

/** Returns a PaymentService that moves no money: it checks cards and keeps the ledger. */
export function createPayment({
  ledger,
  log,
  now = () => new Date(),
  faults = noFaults,
}: PaymentOptions): ServiceImpl<typeof PaymentService> {
  /** Fails before a card is used, as often as paymentFailure says. */
  async function reachBank(): Promise<void> {
    if (await faults.strikes("paymentFailure")) {
      throw new ConnectError("the bank does not answer", Code.Internal);
    }
  }

  /** Changes a payment, and logs what was done. */
  async function change(request: ChangeRequest, decide: Decide) {
    const { payment, entries } = await reached("payment", ledger.change(request, decide));
    const { transactionId, currencyCode, lastFour } = payment;
    // No key: it is any text of the caller's.
    for (const { kind, nanos } of entries) {
      const done = DONE[kind];
      const amount = currencyCode && formatAmount({ currencyCode, nanos });
      log.info({ ...(amount && { transactionId, [done]: amount, lastFour }) }, `${done} a payment`);
    }
    return paymentMessage(payment);
  }

  return {
    async charge({ idempotencyKey: key, amount: money, creditCard }) {
      checkKey("idempotency_key", key);
      const amount = readAmount(money, "to charge");
      const card = acceptCard(creditCard, now());
      const offer = { amount, card, transactionId: randomUUID() };
      await reachBank();
      const { payment, entries } = await reached(
        "payment",
        ledger.change({ key }, (payment) => charge(payment, offer)),
      );
      const { transactionId } = payment;
      const charged = formatAmount(amount);
      if (entries.length > 0) log.info({ transactionId, charged, ...card }, "charged a card");
      else log.info({ transactionId, charged }, "answered a repeated charge");
      return { transactionId };
    },

    async authorize(request) {
      const named = readName(request);
      const amount = readAmount(request.amount, "to authorize");
      const card = acceptCard(request.creditCard, now());
      const offer = { amount, card, transactionId: randomUUID() };
      await reachBank();
      const payment = await change(named, (payment) => authorize(payment, offer));
      await failpoint("payment-after-authorize");
      return { payment };
    },

    async capture(request) {
      const named = readName(request);
      const earlier = request.earlierCharge && readEarlierCharge(request.earlierCharge);
      const payment = await change(named, (payment) =>
        earlier && payment.state === "free" ? charge(payment, earlier) : capture(payment),
      );
      await failpoint("payment-after-capture");
      return { payment };
    },

    async void(request) {
      const payment = await change(readName(request), end);
      await failpoint("payment-after-void");
      return { payment };
    },

    async refund(request) {
      const key = readKey("idempotency_key", request.idempotencyKey);
      const refundKey = readKey("refund_key", request.refundKey);
      const amount = readAmount(request.amount, "to refund");
      const payment = await change({ key, refundKey }, (payment, earlier) =>
        refund(payment, { amount, refundKey }, earlier),
      );
      await failpoint("payment-after-refund");
      return { payment };
    },

    async getPayment(request) {
      const key = readKey("idempotency_key", request.idempotencyKey);
      const found = await reached("payment", ledger.find(key));
      if (!found) throw unknownPayment();
      return { payment: paymentMessage(found.payment, found.entries) };
    },

    async listPayments(request) {
      const { found, nextPageToken } = await listPage(request, (afterId, limit) =>
        reached("payment", ledger.list(afterId, limit)),
      );
      const payments = found.map(({ payment, entries }) => paymentMessage(payment, entries));
      return { payments, nextPageToken };
    },
  };
}

const DONE = {
  authorize: "authorized",
  capture: "captured",
  void: "voided",
  refund: "refunded",
} as const;
