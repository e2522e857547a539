import assert from "node:assert/strict";
import { test } from "node:test";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { type Client, Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { createEmail, type EmailDependencies } from "./email.ts";
import { createMailbox } from "./mailbox.ts";
import { exampleOrder } from "./testing/example-order.ts";

function clientOf(deps: EmailDependencies): Client<typeof EmailService> {
  return createClient(
    EmailService,
    createRouterTransport(({ service }) => service(EmailService, createEmail(deps))),
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

test("sendOrderConfirmation is unavailable when the letter is not accepted", async () => {
  const client = clientOf({
    mailer: {
      ...createMailbox(),
      async send() {
        throw new Error("550 no such user someone@example.com");
      },
    },
  });
  await assert.rejects(client.sendOrderConfirmation({ email, order: exampleOrder() }), {
    code: Code.Unavailable,
    rawMessage: /^the mail server is out of reach, or refused the mail$/,
  });
});
