import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { addColumns, type OpenDatabase } from "@hipstershop/database/testing";
import {
  type Payment,
  PaymentEntryKind,
  type PaymentService,
  PaymentState,
} from "@hipstershop/proto/hipstershop/payment";
import { exampleCard } from "./example-card.ts";
import { openPayments } from "./open-payments.ts";

type PaymentClient = Client<typeof PaymentService>;

/**
 * Declares the tests of a ledger that two instances of the service share. `start` gives each test a
 * ledger of its own.
 */
export function paymentContract(
  kind: string,
  start: (t: TestContext) => Promise<OpenDatabase>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  function contract(does: string, run: (...two: [PaymentClient, PaymentClient]) => Promise<void>) {
    test(`two instances over ${kind} ${does}`, { skip, timeout: 60_000 }, async (t) => {
      const open = await start(t);
      await run(openPayments(open()).client, openPayments(open()).client);
    });
  }

  contract("authorize a key once when both are asked at once", async (here, there) => {
    for (const key of KEYS) {
      const answers = await Promise.all([here, there].map((client) => authorize(client, key)));
      assert.equal(new Set(answers.map(({ payment }) => payment?.transactionId)).size, 1);
      assert.deepEqual(kinds(await find(there, key)), [AUTHORIZE]);
    }
  });

  contract("charge a key once when both are asked at once", async (here, there) => {
    for (const idempotencyKey of KEYS) {
      const request = { amount: HUNDRED, creditCard: exampleCard(), idempotencyKey };
      const answers = await Promise.all([here, there].map((client) => client.charge(request)));
      assert.equal(new Set(answers.map(({ transactionId }) => transactionId)).size, 1);
      assert.deepEqual(kinds(await find(here, idempotencyKey)), [AUTHORIZE, CAPTURE]);
    }
  });

  contract("keep nothing aside when one authorizes and the other voids", async (here, there) => {
    for (const key of KEYS) {
      const [authorized] = await Promise.allSettled([
        authorize(here, key),
        there.void({ idempotencyKey: key }),
      ]);
      const payment = await find(here, key);
      assert.equal(payment.state, PaymentState.VOIDED);
      if (authorized.status === "rejected") assertRefused(authorized.reason);
      assert.deepEqual(
        kinds(payment),
        authorized.status === "rejected" ? [VOID] : [AUTHORIZE, VOID],
      );
      await assert.rejects(authorize(there, key), assertRefused);
    }
  });

  contract("take nothing when one captures and the other voids", async (here, there) => {
    for (const key of KEYS) {
      await authorize(here, key);
      const [captured] = await Promise.allSettled([
        here.capture({ idempotencyKey: key }),
        there.void({ idempotencyKey: key }),
      ]);
      const payment = await find(there, key);
      assert.equal(payment.state, PaymentState.VOIDED);
      assert.deepEqual(payment.refunded, payment.captured);
      if (captured.status === "rejected") assertRefused(captured.reason);
      assert.deepEqual(
        kinds(payment),
        captured.status === "rejected" ? [AUTHORIZE, VOID] : [AUTHORIZE, CAPTURE, REFUND],
      );
    }
  });

  contract("give back no more than was captured when both refund at once", async (here, there) => {
    for (const key of KEYS) {
      await authorize(here, key);
      await there.capture({ idempotencyKey: key });
      const refunds = await Promise.allSettled(
        [here, there].map((client, i) => refund(client, key, `refund ${i}`, 80n)),
      );
      const refused = refunds.filter(({ status }) => status === "rejected");
      assert.equal(refused.length, 1);
      assertRefused((refused[0] as PromiseRejectedResult).reason);
      assert.equal((await find(here, key)).refunded?.units, 80n);
    }
  });

  contract("refund a refund key once when both are asked at once", async (here, there) => {
    for (const key of KEYS) {
      await authorize(here, key);
      await here.capture({ idempotencyKey: key });
      await Promise.all([here, there].map((client) => refund(client, key, "refund", 80n)));
      assert.deepEqual(kinds(await find(here, key)), [AUTHORIZE, CAPTURE, REFUND]);
    }
  });

  contract("count the largest amounts to the nano", async (here, there) => {
    const amount = { currencyCode: "JPY", units: 2n ** 63n - 1n, nanos: 999_999_999 };
    const nano = { currencyCode: "JPY", units: 0n, nanos: 1 };
    const named = { idempotencyKey: "largest" };
    await here.authorize({ ...named, amount, creditCard: exampleCard() });
    await there.capture(named);
    await there.refund({ ...named, refundKey: "nano", amount: nano });
    await assert.rejects(here.refund({ ...named, refundKey: "all", amount }), assertRefused);
    const rest = { ...amount, nanos: 999_999_998 };
    const { payment } = await here.refund({ ...named, refundKey: "rest", amount: rest });
    assert.partialDeepStrictEqual(payment, { captured: amount, refunded: amount });
    await assert.rejects(
      there.refund({ ...named, refundKey: "another nano", amount: nano }),
      assertRefused,
    );
  });

  contract("refuse an epoch that is older than one that a key has seen", async (here, there) => {
    const named = { idempotencyKey: "order" };
    const older = (epoch: number) => ({
      code: Code.FailedPrecondition,
      rawMessage: `epoch ${epoch} of the payment is older than 5`,
    });
    const wrongCard = exampleCard({ creditCardNumber: "4432" });
    const request = { ...named, amount: HUNDRED, creditCard: exampleCard() };
    await assert.rejects(here.authorize({ ...request, creditCard: wrongCard, epoch: 5n }), {
      code: Code.InvalidArgument,
    });
    await assert.rejects(there.authorize({ ...request, epoch: 4n }), older(4));
    await there.authorize({ ...request, epoch: 5n });
    await assert.rejects(there.authorize({ ...request, epoch: 4n }), older(4));
    await assert.rejects(here.capture({ ...named, epoch: 3n }), older(3));
    await assert.rejects(here.void(named), older(0));
    await there.capture({ ...named, epoch: 2n ** 63n - 1n });
    await assert.rejects(here.void({ ...named, epoch: 2n ** 63n - 2n }), {
      code: Code.FailedPrecondition,
    });
  });

  test(`an instance over ${kind} goes on when a later release adds columns`, {
    skip,
    timeout: 60_000,
  }, async (t) => {
    const open = await start(t);
    const { client } = openPayments(open());
    for (const idempotencyKey of ["before", "after"]) {
      if (idempotencyKey === "after") await addColumns(open());
      await authorize(client, idempotencyKey);
      await client.capture({ idempotencyKey });
      await refund(client, idempotencyKey, "some", 80n);
      await client.void({ idempotencyKey });
      assert.deepEqual(kinds(await find(client, idempotencyKey)), [
        ...[AUTHORIZE, CAPTURE, REFUND, REFUND],
      ]);
      const { payments } = await client.listPayments({});
      assert.equal(payments.at(-1)?.idempotencyKey, idempotencyKey);
    }
  });

  contract("list all payments in pages, in the order of their beginning", async (here, there) => {
    await authorize(here, "first");
    await there.charge({ amount: HUNDRED, creditCard: exampleCard() });
    await assert.rejects(
      there.authorize({
        ...{ idempotencyKey: "free", amount: HUNDRED, epoch: 1n },
        creditCard: exampleCard({ creditCardNumber: "4432" }),
      }),
    );
    await there.void({ idempotencyKey: "third" });
    await here.capture({ idempotencyKey: "first" });
    const listed: Payment[] = [];
    let pageToken = "";
    do {
      const page = await there.listPayments({ pageToken, pageSize: 2 });
      assert.equal(page.payments.length, pageToken === "" ? 2 : 1);
      listed.push(...page.payments);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    assert.deepEqual(
      listed.map((payment) => [payment.idempotencyKey, payment.state, kinds(payment)]),
      [
        ["first", PaymentState.CAPTURED, [AUTHORIZE, CAPTURE]],
        ["", PaymentState.CAPTURED, [AUTHORIZE, CAPTURE]],
        ["third", PaymentState.VOIDED, [VOID]],
      ],
    );
  });
}

/** Enough for requests that are sent at once to meet in either order. */
const KEYS = Array.from({ length: 10 }, (_, i) => `order ${i}`);
const HUNDRED = { currencyCode: "USD", units: 100n, nanos: 0 };
const { AUTHORIZE, CAPTURE, VOID, REFUND } = PaymentEntryKind;

function authorize(client: PaymentClient, idempotencyKey: string) {
  return client.authorize({ idempotencyKey, amount: HUNDRED, creditCard: exampleCard() });
}

function refund(client: PaymentClient, idempotencyKey: string, refundKey: string, units: bigint) {
  return client.refund({ idempotencyKey, refundKey, amount: { ...HUNDRED, units } });
}

async function find(client: PaymentClient, idempotencyKey: string): Promise<Payment> {
  const { payment } = await client.getPayment({ idempotencyKey });
  assert.ok(payment);
  return payment;
}

function kinds({ entries }: Payment): PaymentEntryKind[] {
  return entries.map(({ kind }) => kind);
}

function assertRefused(error: unknown): true {
  assert.ok(error instanceof ConnectError);
  assert.equal(Code[error.code], Code[Code.FailedPrecondition], error.message);
  return true;
}
