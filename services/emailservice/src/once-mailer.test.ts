import assert from "node:assert/strict";
import { test } from "node:test";
import type { Letter } from "./mailer.ts";
import { createOnceMailer } from "./once-mailer.ts";

const letter: Letter = {
  to: "someone@example.com",
  subject: "Your order 1",
  html: "<p>1</p>",
  text: "1",
  messageId: "<1@shop.example>",
};

/** A mailer that waits to be told what becomes of each letter. */
function openMailer() {
  const sent: (PromiseWithResolvers<void> & { readonly id: string })[] = [];
  const mailer = createOnceMailer({
    send({ messageId }) {
      const outcome = { ...Promise.withResolvers<void>(), id: messageId };
      sent.push(outcome);
      return outcome.promise;
    },
    async [Symbol.asyncDispose]() {},
  });
  return { mailer, sent };
}

test("a letter that is asked for again, under way or sent, is sent once", async () => {
  const { mailer, sent } = openMailer();
  const both = [mailer.send(letter), mailer.send(letter)];
  sent[0]?.resolve();
  await Promise.all(both);
  await mailer.send(letter);
  assert.equal(sent.length, 1);
});

test("a letter that was not sent is sent anew", async () => {
  const { mailer, sent } = openMailer();
  const both = [mailer.send(letter), mailer.send(letter)];
  sent[0]?.reject(new Error("out of order"));
  for (const each of both) await assert.rejects(each, /out of order/);
  const third = mailer.send(letter);
  sent[1]?.resolve();
  await third;
});

test("letters of other ids are sent, and the oldest is forgotten after a thousand", async () => {
  const { mailer, sent } = openMailer();
  for (let number = 0; number <= 1_000; number++) {
    const sending = mailer.send({ ...letter, messageId: `<${number}@shop.example>` });
    sent.at(-1)?.resolve();
    await sending;
  }
  assert.equal(sent.length, 1_001);
  void mailer.send({ ...letter, messageId: "<1000@shop.example>" });
  assert.equal(sent.length, 1_001);
  void mailer.send({ ...letter, messageId: "<0@shop.example>" });
  assert.equal(sent.length, 1_002);
});
