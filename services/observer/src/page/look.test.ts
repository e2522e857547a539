import assert from "node:assert/strict";
import { test } from "node:test";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { createMemoryRegistry } from "@hipstershop/registry";
import { currentCallContext } from "@hipstershop/rpc";
import { defineService, startService } from "@hipstershop/service";
import { startObserver } from "../testing/start-observer.ts";

test("what a page of the observer asks of a service is in no trace", async () => {
  const traces: (string | undefined)[] = [];
  const mailbox = defineService({
    service: EmailService,
    variables: {},
    create: () => ({
      sendOrderConfirmation: () => ({}),
      sendOrderUpdate: () => ({}),
      listMail() {
        traces.push(currentCallContext()?.received?.traceparent);
        return { mails: [] };
      },
    }),
  });
  await using registry = createMemoryRegistry();
  const env = { SHOP: "test", LOG_LEVEL: "silent", PORT: "0" };
  await using _mailbox = await startService(mailbox, { env, registry });
  await using observer = await startObserver({}, registry);
  assert.match(await observer.read("/mail"), /<h1>Mail/);
  assert.equal(traces.length, 1);
  assert.match(String(traces[0]), /^00-[\da-f]{32}-[\da-f]{16}-00$/);
});
