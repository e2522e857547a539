import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import {
  CardRefusedSchema,
  ChargedBeforeSchema,
  type PaymentService,
} from "@hipstershop/proto/hipstershop/payment";
import { exampleCard } from "./testing/example-card.ts";
import { startPayments } from "./testing/open-payments.ts";

const visa = "4432-8015-6152-0454";
const amount = { currencyCode: "USD", units: 19n, nanos: 990_000_000 };

function card(number: string, month = 1, year = 2027) {
  return exampleCard({
    ...{ creditCardNumber: number, creditCardExpirationMonth: month },
    creditCardExpirationYear: year,
  });
}

const refused = (explanation: string) => (error: unknown) =>
  invalid(explanation)(error) &&
  (error as ConnectError).findDetails(CardRefusedSchema)[0]?.explanation === explanation;

const invalid = (message: string) => (error: unknown) =>
  error instanceof ConnectError &&
  error.code === Code.InvalidArgument &&
  error.rawMessage === message;

test("charge returns a new UUID v4 when the card is a good VISA or MasterCard", async (t) => {
  const { client } = await startPayments(t);
  const ids = new Set<string>();
  for (const number of [visa, "5555555555554444", "2223003122003222"]) {
    const { transactionId } = await client.charge({ amount, creditCard: card(number) });
    assert.match(transactionId, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    ids.add(transactionId);
  }
  assert.equal(ids.size, 3);
});

test("charge refuses a number that is wrong or missing", async (t) => {
  const { client } = await startPayments(t);
  const wrong = refused("Credit card info is invalid");
  await assert.rejects(client.charge({ amount }), wrong);
  for (const number of ["", "4432-8015-6152-0455", "4432", "card", "9".repeat(100_000)]) {
    await assert.rejects(client.charge({ amount, creditCard: card(number) }), wrong);
  }
});

test("charge refuses the cards of other networks by name", async (t) => {
  const { client } = await startPayments(t);
  await assert.rejects(
    client.charge({ amount, creditCard: card("378282246310005") }),
    refused(
      "Sorry, we cannot process american express credit cards. Only VISA or MasterCard is accepted.",
    ),
  );
});

test("charge accepts a card until the end of its month", async (t) => {
  const request = { amount, creditCard: card(visa, 11, 2026) };
  await (await startPayments(t, "2026-11-30T23:59:59.999Z")).client.charge(request);
  await assert.rejects(
    (await startPayments(t, "2026-12-01T00:00:00.000Z")).client.charge(request),
    refused("Your credit card (ending 0454) expired on 11/2026"),
  );
});

test("charge compares years before months, and takes any later year", async (t) => {
  const { client } = await startPayments(t);
  await client.charge({ amount, creditCard: card(visa, 1, 2 ** 31 - 1) });
  await assert.rejects(
    client.charge({ amount, creditCard: card(visa, 12, 2025) }),
    refused("Your credit card (ending 0454) expired on 12/2025"),
  );
});

test("charge refuses a month that does not exist", async (t) => {
  const { client } = await startPayments(t);
  for (const month of [-1, 0, 13]) {
    await assert.rejects(
      client.charge({ amount, creditCard: card(visa, month, 2030) }),
      refused("Credit card info is invalid"),
    );
  }
});

test("charge refuses an amount that is missing, malformed or negative", async (t) => {
  const { client } = await startPayments(t);
  const creditCard = card(visa);
  const refusals: [MessageInitShape<typeof PaymentService.method.charge.input>, string][] = [
    [{ creditCard }, "the amount to charge is missing"],
    [
      { creditCard, amount: { ...amount, currencyCode: "" } },
      "the currency of the amount must be a code of three letters, such as USD",
    ],
    [
      { creditCard, amount: { ...amount, nanos: -1 } },
      'The units and nanos of an amount must have one sign, not "19" and "-1"',
    ],
    [
      { creditCard, amount: { currencyCode: "USD", units: -1n } },
      "the amount to charge must not be negative",
    ],
  ];
  for (const [request, message] of refusals) {
    await assert.rejects(client.charge(request), invalid(message));
  }
});

test("charge charges once under a key, also when two requests arrive at once", async (t) => {
  const { client, logged } = await startPayments(t);
  const request = { amount, creditCard: card(visa), idempotencyKey: "order 1" };
  const [one, two] = await Promise.all([client.charge(request), client.charge(request)]);
  assert.equal(one.transactionId, two.transactionId);
  // The card may be another one now, or have expired, because it is not charged.
  const again = await client.charge({ ...request, creditCard: card("4432", 1, 2001) });
  assert.equal(again.transactionId, one.transactionId);
  assert.deepEqual(
    logged.map((entry) => (entry as unknown[])[1]),
    ["charged a card", "answered a repeated charge", "answered a repeated charge"],
  );
});

test("charge charges anew under another key and without one", async (t) => {
  const { client } = await startPayments(t);
  const ids = new Set<string>();
  for (const idempotencyKey of ["a", "b", "", ""]) {
    const { transactionId } = await client.charge({
      ...{ amount, creditCard: card(visa), idempotencyKey },
    });
    ids.add(transactionId);
  }
  assert.equal(ids.size, 4);
});

test("charge refuses another amount under the same key", async (t) => {
  const { client } = await startPayments(t);
  const request = { amount, creditCard: card(visa), idempotencyKey: "order 1" };
  await client.charge(request);
  for (const [other, said] of [
    [{ ...amount, units: 20n }, "$20.99"],
    [{ ...amount, currencyCode: "EUR" }, "€19.99"],
  ] as const) {
    await assert.rejects(client.charge({ ...request, amount: other }), (error) => {
      assert.ok(error instanceof ConnectError);
      assert.equal(error.code, Code.AlreadyExists);
      const message = `the idempotency_key has charged $19.99 before, and cannot charge ${said}`;
      assert.equal(error.rawMessage, message);
      assert.partialDeepStrictEqual(error.findDetails(ChargedBeforeSchema)[0]?.amount, amount);
      return true;
    });
  }
});

test("charge leaves the key free when the card was refused", async (t) => {
  const { client } = await startPayments(t);
  const request = { amount, idempotencyKey: "order 1" };
  await assert.rejects(client.charge({ ...request, creditCard: card("4432") }));
  await client.charge({ ...request, creditCard: card(visa) });
});

test("charge refuses a key that is too long", async (t) => {
  await assert.rejects(
    (await startPayments(t)).client.charge({
      amount,
      creditCard: card(visa),
      idempotencyKey: "k".repeat(129),
    }),
    invalid("idempotency_key of 129 characters must have at most 128"),
  );
});

test("charge logs the last four digits and nothing else of the card", async (t) => {
  const { client, logged } = await startPayments(t);
  const { transactionId } = await client.charge({ amount, creditCard: card(visa) });
  assert.deepEqual(logged, [
    [{ transactionId, charged: "$19.99", brand: "visa", lastFour: "0454" }, "charged a card"],
  ]);
});
