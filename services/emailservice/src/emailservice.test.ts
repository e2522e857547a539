import assert from "node:assert/strict";
import { test } from "node:test";
import { toJson } from "@bufbuild/protobuf";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { type RunningService, startService } from "@hipstershop/service";
import { emailservice } from "./emailservice.ts";
import { exampleOrder } from "./testing/example-order.ts";
import { startMailServer } from "./testing/start-mail-server.ts";

const confirmation = {
  email: "someone@example.com",
  order: toJson(OrderResultSchema, exampleOrder()),
};

test("emailservice keeps mail for ListMail when there is no SMTP_URL", async () => {
  await using running = await start({});
  assert.deepEqual(await call(running, "SendOrderConfirmation", confirmation), {});
  const { mails } = (await call(running, "ListMail", {})) as { mails: { to: string }[] };
  assert.deepEqual(
    mails.map(({ to }) => to),
    ["someone@example.com"],
  );
});

test("emailservice lists no mail in production", async () => {
  await using running = await start({ NODE_ENV: "production" });
  assert.deepEqual(await call(running, "SendOrderConfirmation", confirmation), {});
  await refusesToList(running);
});

test("emailservice sends a mail once to the server of SMTP_URL, from MAIL_FROM, and lists none", async (t) => {
  const { address, received } = await startMailServer(t);
  await using running = await start({
    SMTP_URL: `smtp://${address}`,
    MAIL_FROM: "shop@example.com",
  });
  const { order } = confirmation;
  const update = { email: confirmation.email, order, update: "ORDER_UPDATE_CANCELED" };
  const named = { ...update, idempotencyKey: "order-canceled" };
  for (let i = 0; i < 2; i++) assert.deepEqual(await call(running, "SendOrderUpdate", named), {});
  assert.match(received[0]?.message ?? "", /^Message-ID: <order-canceled@example\.com>\r$/m);
  assert.deepEqual(
    received.map(({ from, to }) => [from, ...to]),
    [["shop@example.com", "someone@example.com"]],
  );
  await refusesToList(running);
});

async function refusesToList(running: RunningService): Promise<void> {
  assert.deepEqual(await call(running, "ListMail", {}), {
    code: "failed_precondition",
    message: "mail can be listed in development only, and only without an SMTP server",
  });
}

function start(env: Record<string, string>): Promise<RunningService> {
  return startService(emailservice, {
    env: { SHOP: "test", REGISTRY: "memory", ...env },
    logTo: { write: () => {} },
  });
}

/** Calls a method over HTTP, with JSON, as anyone may. */
async function call(
  { instance }: RunningService,
  method: string,
  request: unknown,
): Promise<unknown> {
  const url = `http://${instance.address}/hipstershop.EmailService/${method}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return await response.json();
}
