import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { CommitInDoubtError } from "@hipstershop/database";
import { startSqlite } from "@hipstershop/database/testing";
import {
  ChargedBeforeSchema,
  PaymentEntryKind,
  PaymentState,
} from "@hipstershop/proto/hipstershop/payment";
import { LEDGER_DATABASE } from "./ledger-database.ts";
import { exampleCard } from "./testing/example-card.ts";
import { openPayments, startPayments } from "./testing/open-payments.ts";

const amount = { currencyCode: "USD", units: 19n, nanos: 990_000_000 };

test("no number and no CVV comes into an error, a log or a file", async (t) => {
  const { client, logged, folder } = await startPayments(t);
  const errors: string[] = [];
  const numbers = ["4432801561520455", "378282246310005", "4432801561520454"];
  // Three digits may be part of any id or time. Ten digits are not.
  const creditCardCvv = 1_672_083_945;
  for (const [index, creditCardNumber] of numbers.entries()) {
    for (const creditCardExpirationYear of [2001, 2030]) {
      const idempotencyKey = `order ${index} ${creditCardExpirationYear}`;
      const creditCard = {
        ...exampleCard({ creditCardNumber, creditCardCvv }),
        creditCardExpirationYear,
      };
      const fail = (error: ConnectError) => errors.push(`${error.stack}${error.cause}`);
      await client.charge({ amount, creditCard }).catch(fail);
      await client.authorize({ idempotencyKey, amount, creditCard, epoch: 1n }).catch(fail);
    }
  }
  assert.equal(errors.length, 10);
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "latin1")));
  assert.match(files.join(""), /0454/, "the files were read");
  for (const text of [...files, ...errors, JSON.stringify(logged)]) {
    assert.doesNotMatch(text, /44328|801561|378282|1672083945/);
  }
});

test("authorize, capture and refund move a payment from state to state", async (t) => {
  const { client, logged } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  const authorized = await client.authorize({ ...named, amount, creditCard: exampleCard() });
  const transactionId = authorized.payment?.transactionId;
  assert.match(`${transactionId}`, /^[0-9a-f-]{36}$/);
  await client.capture(named);
  const five = { currencyCode: "USD", units: 5n, nanos: 0 };
  await client.refund({ ...named, refundKey: "one", amount: five });
  // Each may be repeated, and is done once.
  await client.authorize({
    ...named,
    amount,
    creditCard: exampleCard({ creditCardNumber: "4432" }),
  });
  await client.capture(named);
  const repeated = await client.refund({ ...named, refundKey: "one", amount: five });

  const { payment } = await client.getPayment(named);
  const at = timestampFromDate(new Date("2026-11-30T23:59:59.999Z"));
  assert.partialDeepStrictEqual(payment, {
    ...{ ...named, transactionId, lastFour: "0454", state: PaymentState.CAPTURED },
    ...{ amount, captured: amount, refunded: five },
    entries: [
      { kind: PaymentEntryKind.AUTHORIZE, amount, at, refundKey: "" },
      { kind: PaymentEntryKind.CAPTURE, amount, at, refundKey: "" },
      { kind: PaymentEntryKind.REFUND, amount: five, at, refundKey: "one" },
    ],
  });
  assert.equal(payment?.entries.length, 3);
  assert.deepEqual(repeated.payment, { ...payment, entries: [] });
  const logs = { transactionId, lastFour: "0454" };
  assert.deepEqual(logged, [
    [{ ...logs, authorized: "$19.99" }, "authorized a payment"],
    [{ ...logs, captured: "$19.99" }, "captured a payment"],
    [{ ...logs, refunded: "$5.00" }, "refunded a payment"],
  ]);
});

test("void gives back what was captured and not refunded, and is final", async (t) => {
  const { client } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  await client.charge({ ...named, amount, creditCard: exampleCard() });
  await client.refund({ ...named, refundKey: "one", amount: { ...amount, nanos: 0 } });
  await client.void(named);
  await client.void(named);
  const { payment } = await client.getPayment(named);
  assert.partialDeepStrictEqual(payment, {
    ...{ state: PaymentState.VOIDED, captured: amount, refunded: amount },
    entries: [
      ...[{}, {}, { kind: PaymentEntryKind.REFUND, refundKey: "one" }],
      { kind: PaymentEntryKind.REFUND, amount: { units: 0n, nanos: 990_000_000 }, refundKey: "" },
    ],
  });
  assert.equal(payment?.entries.length, 4);
  for (const change of [
    client.capture(named),
    client.charge({ ...named, amount, creditCard: exampleCard() }),
    client.refund({ ...named, refundKey: "two", amount }),
  ]) {
    await assert.rejects(change, {
      code: Code.FailedPrecondition,
      rawMessage: "the payment was voided, which is final",
    });
  }
});

test("void of an unknown key keeps it from ever being authorized", async (t) => {
  const { client, logged } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  const { payment } = await client.void(named);
  assert.equal(payment?.state, PaymentState.VOIDED);
  assert.equal(payment.amount, undefined);
  await assert.rejects(client.authorize({ ...named, amount, creditCard: exampleCard() }), {
    code: Code.FailedPrecondition,
  });
  assert.deepEqual(logged, [[{}, "voided a payment"]]);
});

test("charge captures what authorize has kept aside under the same key", async (t) => {
  const { client } = await startPayments(t);
  const request = { idempotencyKey: "order 1", amount, creditCard: exampleCard() };
  const { payment } = await client.authorize(request);
  assert.equal((await client.charge(request)).transactionId, payment?.transactionId);
  const { payment: charged } = await client.getPayment(request);
  assert.equal(charged?.state, PaymentState.CAPTURED);
  assert.equal(charged.entries.length, 2);
});

test("authorize refuses a card as charge does, and leaves the key free", async (t) => {
  const { client } = await startPayments(t);
  for (const epoch of [0n, 1n]) {
    const request = { idempotencyKey: `order ${epoch}`, amount, epoch };
    await assert.rejects(
      client.authorize({ ...request, creditCard: exampleCard({ creditCardNumber: "4432" }) }),
      {
        code: Code.InvalidArgument,
        rawMessage: "Credit card info is invalid",
      },
    );
    await assert.rejects(client.getPayment(request), { code: Code.NotFound });
    await client.authorize({ ...request, creditCard: exampleCard() });
  }
});

test("authorize refuses another amount under the same key", async (t) => {
  const { client } = await startPayments(t);
  const request = { idempotencyKey: "order 1", amount, creditCard: exampleCard() };
  await client.authorize(request);
  const other = client.authorize({ ...request, amount: { ...amount, units: 20n } });
  await assert.rejects(other, (error) => {
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, Code.AlreadyExists);
    assert.equal(
      error.rawMessage,
      "the idempotency_key has authorized $19.99 before, and cannot authorize $20.99",
    );
    assert.partialDeepStrictEqual(error.findDetails(ChargedBeforeSchema)[0]?.amount, amount);
    return true;
  });
});

test("capture enters a charge of an earlier release once, and only where the key is free", async (t) => {
  const { client } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  const transactionId = "6b3f1e8e-7f0a-4c56-9a3f-0d8a4f7a1c22";
  const request = { ...named, earlierCharge: { amount, transactionId }, epoch: 1n };
  await client.capture(request);
  await client.capture(request);
  const { payment } = await client.getPayment(named);
  assert.partialDeepStrictEqual(payment, {
    ...{ state: PaymentState.CAPTURED, captured: amount, transactionId, lastFour: "" },
  });
  assert.equal(payment?.entries.length, 2);
  await client.void({ idempotencyKey: "order 2" });
  await assert.rejects(client.capture({ ...request, idempotencyKey: "order 2" }), {
    code: Code.FailedPrecondition,
  });
});

test("refund refuses what does not fit the payment", async (t) => {
  const { client } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  const refund = (refundKey: string, units: bigint, currencyCode = "USD") =>
    client.refund({ ...named, refundKey, amount: { currencyCode, units } });
  await client.authorize({ ...named, amount, creditCard: exampleCard() });
  await assert.rejects(refund("one", 1n), {
    code: Code.FailedPrecondition,
    rawMessage: "the payment is authorized, and not captured",
  });
  await client.capture(named);
  await refund("one", 9n);
  await assert.rejects(refund("one", 8n), {
    code: Code.AlreadyExists,
    rawMessage: "the refund_key has refunded $9.00 before, and cannot refund $8.00",
  });
  await assert.rejects(refund("two", 11n), {
    code: Code.FailedPrecondition,
    rawMessage: "$11.00 is more than the $10.99 that are left to refund",
  });
  await assert.rejects(refund("two", 1n, "EUR"), {
    code: Code.InvalidArgument,
    rawMessage: "the amount to refund must be in USD, not EUR",
  });
});

test("a key that is not in the ledger is NOT_FOUND", async (t) => {
  const { client } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  for (const unknown of [
    client.capture(named),
    client.refund({ ...named, refundKey: "one", amount }),
    client.getPayment(named),
  ]) {
    await assert.rejects(unknown, {
      code: Code.NotFound,
      rawMessage: "no payment has this idempotency_key",
    });
  }
});

test("a request that is malformed says what is wrong with it", async (t) => {
  const { client } = await startPayments(t);
  const named = { idempotencyKey: "order 1" };
  for (const [answer, message] of [
    [client.authorize({ amount }), "idempotency_key must be set"],
    [client.authorize({ ...named }), "the amount to authorize is missing"],
    [client.capture({ ...named, epoch: -1n }), "epoch must not be negative, as -1 is"],
    [
      client.capture({ ...named, earlierCharge: { amount } }),
      "earlier_charge.transaction_id must be a UUID",
    ],
    [
      client.void({ idempotencyKey: "\0" }),
      "idempotency_key must be Unicode text without NUL characters",
    ],
    [client.refund({ ...named, amount }), "refund_key must be set"],
    [
      client.refund({ ...named, refundKey: "one", amount: { currencyCode: "USD" } }),
      "the amount to refund must be more than zero",
    ],
    [client.getPayment({}), "idempotency_key must be set"],
    [client.listPayments({ pageSize: -1 }), "page_size must not be negative, as -1 is"],
    [
      client.listPayments({ pageToken: "first" }),
      "page_token must be the next_page_token of an earlier page, or empty",
    ],
  ] as const) {
    await assert.rejects(answer, { code: Code.InvalidArgument, rawMessage: message });
  }
});

test("every RPC is UNAVAILABLE while the ledger is out of reach", async () => {
  const lost = () => Promise.reject(new Error("disk I/O error"));
  const { client } = openPayments({ read: lost, transaction: lost });
  const named = { idempotencyKey: "order 1" };
  for (const answer of [
    client.charge({ amount, creditCard: exampleCard() }),
    client.authorize({ ...named, amount, creditCard: exampleCard() }),
    client.capture(named),
    client.void(named),
    client.refund({ ...named, refundKey: "one", amount }),
    client.getPayment(named),
    client.listPayments({}),
  ]) {
    await assert.rejects(answer, {
      code: Code.Unavailable,
      rawMessage: "Can't access payment storage. Please try again in a moment",
    });
  }
});

test("a change whose commit is in doubt is answered as it came out, and done once", async (t) => {
  const { open } = await startSqlite(t, LEDGER_DATABASE);
  const database = open();
  let doubts = 0;
  const { client } = openPayments({
    read: (work) => database.read(work),
    async transaction(work) {
      const result = await database.transaction(work);
      if (doubts-- > 0) throw new CommitInDoubtError("the connection was lost");
      return result;
    },
  });
  const named = { idempotencyKey: "order 1" };
  for (const change of [
    () => client.authorize({ ...named, amount, creditCard: exampleCard() }),
    () => client.capture(named),
    () => client.refund({ ...named, refundKey: "one", amount: { currencyCode: "USD", units: 1n } }),
    () => client.void(named),
  ]) {
    doubts = 1;
    await change();
  }
  assert.equal((await client.getPayment(named)).payment?.entries.length, 4);

  doubts = 1;
  const keyless = client.charge({ amount, creditCard: exampleCard() });
  await assert.rejects(keyless, { code: Code.Unavailable });
  assert.equal((await client.listPayments({})).payments.length, 2, "it was charged once");
});
