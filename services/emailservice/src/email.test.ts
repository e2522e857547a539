import assert from "node:assert/strict";
import { test } from "node:test";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { type Client, Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { EmailService, OrderUpdate } from "@hipstershop/proto/hipstershop/email";
import { createEmail, type EmailDependencies } from "./email.ts";
import { createMailbox } from "./mailbox.ts";
import { RefusedError } from "./mailer.ts";
import { exampleOrder } from "./testing/example-order.ts";

function clientOf(deps: Omit<EmailDependencies, "from">): Client<typeof EmailService> {
  return createClient(
    EmailService,
    createRouterTransport(({ service }) =>
      service(EmailService, createEmail({ ...deps, from: "orders@shop.example" })),
    ),
  );
}

function withMailbox(): Client<typeof EmailService> {
  const mailbox = createMailbox();
  return clientOf({ mailer: mailbox, mailbox });
}

const email = "someone@example.com";

test("sendOrderConfirmation puts the letter into the mailbox, which listMail shows", async () => {
  const client = withMailbox();
  await client.sendOrderConfirmation({ email, order: exampleOrder() });
  const { mails } = await client.listMail({});
  assert.equal(mails.length, 1);
  const [mail] = mails;
  assert.equal(mail?.to, email);
  assert.equal(mail?.subject, "Your order 1f0c7c5e-c7d2-11f0-9c2b-8b1f6e2d4a37");
  assert.match(mail?.html ?? "", /^<!doctype html>.*\$116\.96/s);
  assert.match(mail?.text ?? "", /^Thank you.*\$116\.96/s);
  assert.match(mail?.id ?? "", /^[0-9a-f-]{36}$/);
  assert.ok(mail?.sentAt && Math.abs(timestampMs(mail.sentAt) - Date.now()) < 60_000);
});

test("listMail returns the newest of the last hundred letters first", async () => {
  const client = withMailbox();
  for (let i = 1; i <= 101; i++) {
    await client.sendOrderConfirmation({ email, order: exampleOrder({ orderId: `${i}` }) });
  }
  const all = (await client.listMail({})).mails.map((mail) => mail.subject);
  assert.equal(all.length, 100);
  assert.equal(all[0], "Your order 101");
  assert.equal(all[99], "Your order 2");
  const some = (await client.listMail({ limit: 3 })).mails.map((mail) => mail.subject);
  assert.deepEqual(some, all.slice(0, 3));
  assert.equal((await client.listMail({ limit: 1_000 })).mails.length, 100);
  await assert.rejects(client.listMail({ limit: -1 }), {
    code: Code.InvalidArgument,
    rawMessage: /^limit "-1" must be 0 or more$/,
  });
});

test("listMail is refused where there is no mailbox to show", async () => {
  await assert.rejects(clientOf({ mailer: createMailbox() }).listMail({}), {
    code: Code.FailedPrecondition,
    rawMessage: /development only/,
  });
});

test("a mail of one key stands in the mailbox once, with one Message-ID", async () => {
  const client = withMailbox();
  const request = { email, order: exampleOrder() };
  for (const idempotencyKey of ["k", "k", "another", "", ""]) {
    await client.sendOrderConfirmation({ ...request, idempotencyKey });
  }
  const canceled = { ...request, update: OrderUpdate.CANCELED, idempotencyKey: "canceled" };
  await client.sendOrderUpdate(canceled);
  await client.sendOrderUpdate(canceled);
  const { mails } = await client.listMail({});
  assert.equal(mails.length, 5);
  const ids = mails.map(({ messageId }) => messageId);
  assert.equal(new Set(ids).size, 5);
  for (const id of ids) assert.match(id, /^<[\w-]+@shop\.example>$/);
});

const usd = (units: bigint) => ({ currencyCode: "USD", units });

for (const [what, change, subject, said] of [
  [
    "a cancellation that gives money back",
    { update: OrderUpdate.CANCELED, amount: { ...usd(116n), nanos: 960_000_000 } },
    /^Your order [0-9a-f-]{36} is canceled$/,
    /^Your order is canceled\.\nNothing will be sent to you\. You get \$116\.96 back, in full\.\n/,
  ],
  [
    "a cancellation before anything was charged",
    { update: OrderUpdate.CANCELED },
    /^Your order [0-9a-f-]{36} is canceled$/,
    /^Your order is canceled\.\nNothing will be sent to you\. Nothing was charged\.\n/,
  ],
  [
    "a refund",
    { update: OrderUpdate.REFUNDED, amount: usd(20n) },
    /^Money back for your order [0-9a-f-]{36}$/,
    /^You get money back\.\nWe have given \$20\.00 back to the card that you paid with\.\n/,
  ],
] as const) {
  test(`sendOrderUpdate tells of ${what}`, async () => {
    const client = withMailbox();
    await client.sendOrderUpdate({ email, order: exampleOrder(), ...change });
    const [mail] = (await client.listMail({})).mails;
    assert.equal(mail?.to, email);
    assert.match(mail?.subject ?? "", subject);
    assert.match(mail?.text ?? "", said);
    assert.doesNotMatch(mail?.text ?? "", /Shipped to|Tracking/);
    const [, heading, lead] =
      /<h1[^>]*>(.+?)<\/h1>\s*<p[^>]*>(.+?)<\/p>/s.exec(mail?.html ?? "") ?? [];
    assert.match(mail?.text ?? "", new RegExp(`^${heading}\\.\n${lead?.replaceAll("$", "\\$")}\n`));
    assert.match(mail?.html ?? "", /^<!doctype html>.*Loafers/s);
    assert.doesNotMatch(mail?.html ?? "", /Shipped to|Tracking/);
  });
}

for (const [what, change, message] of [
  ["no order", { order: undefined, update: OrderUpdate.CANCELED }, "order must be set"],
  ["no update", {}, "update must be ORDER_UPDATE_CANCELED or ORDER_UPDATE_REFUNDED"],
  [
    "a refund of nothing",
    { update: OrderUpdate.REFUNDED, amount: usd(0n) },
    "amount must be more than zero: it is what was given back",
  ],
  [
    "an amount below zero",
    { update: OrderUpdate.CANCELED, amount: usd(-1n) },
    "amount must not be negative",
  ],
  [
    "an amount in another currency",
    { update: OrderUpdate.REFUNDED, amount: { currencyCode: "EUR", units: 1n } },
    "amount must be in the currency of the order, USD",
  ],
  [
    "an impossible amount",
    { update: OrderUpdate.REFUNDED, amount: { ...usd(1n), nanos: -1 } },
    'amount is not valid: The units and nanos of an amount must have one sign, not "1" and "-1"',
  ],
  [
    "a key without end",
    { update: OrderUpdate.CANCELED, idempotencyKey: "k".repeat(129) },
    "idempotency_key of 129 characters must have at most 128",
  ],
] as const) {
  test(`sendOrderUpdate refuses ${what}, and sends nothing`, async () => {
    const client = withMailbox();
    await assert.rejects(client.sendOrderUpdate({ email, order: exampleOrder(), ...change }), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.deepEqual((await client.listMail({})).mails, []);
  });
}

for (const [what, request, message] of [
  ["no address", { order: exampleOrder() }, /^email must be an address such as/],
  [
    "an address with a header behind it",
    { email: `${email}\r\nBcc: all@example.com`, order: exampleOrder() },
    /^email must be an address such as/,
  ],
  ["no order", { email }, /^order must be set$/],
  [
    "an order without prices",
    { email, order: {} },
    /^order is not valid: Order without "shipping_cost"$/,
  ],
  [
    "an order in two currencies",
    { email, order: exampleOrder({ shippingCost: { currencyCode: "EUR", units: 1n } }) },
    /^order is not valid: Cannot add "USD" to "EUR"$/,
  ],
  [
    "an order with an impossible amount",
    { email, order: exampleOrder({ shippingCost: { currencyCode: "USD", units: 1n, nanos: -1 } }) },
    /^order is not valid: The units and nanos of an amount must have one sign, not "1" and "-1"$/,
  ],
] as const) {
  test(`sendOrderConfirmation refuses ${what}, and sends nothing`, async () => {
    const client = withMailbox();
    await assert.rejects(client.sendOrderConfirmation(request), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.deepEqual((await client.listMail({})).mails, []);
  });
}

for (const [what, error, code, message] of [
  [
    "is unavailable when the letter is not accepted",
    new Error("421 too busy for someone@example.com"),
    Code.Unavailable,
    "the mail server is out of reach, or refused the mail",
  ],
  [
    "is refused when the server takes no mail for the address",
    new RefusedError("550 no such user someone@example.com"),
    Code.FailedPrecondition,
    "the mail server takes no mail for the address",
  ],
] as const) {
  test(`sendOrderConfirmation ${what}`, async () => {
    const client = clientOf({ mailer: { ...createMailbox(), send: () => Promise.reject(error) } });
    await assert.rejects(client.sendOrderConfirmation({ email, order: exampleOrder() }), {
      code,
      rawMessage: message,
    });
  });
}
