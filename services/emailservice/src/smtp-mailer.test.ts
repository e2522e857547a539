import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { RefusedError } from "./mailer.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";
import { startMailServer } from "./testing/start-mail-server.ts";

const letter = {
  to: "someone@example.com",
  subject: "Your order 1",
  html: "<p>¥100</p>",
  text: "Total: 100 yen",
  messageId: "<1f0c7c5e@shop.example>",
};

test("createSmtpMailer delivers both bodies to the one recipient", async (t) => {
  const { address, received } = await startMailServer(t);
  await using mailer = await createSmtpMailer(`smtp://${address}`, { from: "shop@example.com" });
  await mailer.send(letter);
  assert.equal(received.length, 1);
  assert.equal(received[0]?.from, "shop@example.com");
  assert.deepEqual(received[0]?.to, ["someone@example.com"]);
  const message = received[0]?.message ?? "";
  assert.match(message, /^From: Hipstershop <shop@example\.com>\r$/m);
  assert.match(message, /^To: someone@example\.com\r$/m);
  assert.match(message, /^Subject: Your order 1\r$/m);
  assert.match(message, /^Message-ID: <1f0c7c5e@shop\.example>\r$/m);
  assert.match(message, /^Content-Type: multipart\/alternative;/m);
  assert.match(message, /Content-Type: text\/plain; charset=utf-8.*Total: 100 yen/s);
  assert.match(message, /Content-Type: text\/html; charset=utf-8.*<p>=C2=A5100<\/p>/s);
});

test("createSmtpMailer lets no subject add a header or a recipient", async (t) => {
  const { address, received } = await startMailServer(t);
  await using mailer = await createSmtpMailer(`smtp://${address}`, { from: "shop@example.com" });
  await mailer.send({ ...letter, subject: "Hi\r\nBcc: all@example.com\r\n\r\nforged" });
  assert.deepEqual(received[0]?.to, ["someone@example.com"]);
  const [headers = ""] = (received[0]?.message ?? "").split("\r\n\r\n");
  assert.doesNotMatch(headers, /^Bcc:/im);
});

test("createSmtpMailer gives the user and password of the URL", async (t) => {
  const seen: unknown[] = [];
  const { address } = await startMailServer(t, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      seen.push([username, password]);
      done(null, { user: username ?? "" });
    },
  });
  const url = `smtp://ann:p%40ss@${address}`;
  await using mailer = await createSmtpMailer(url, { from: "shop@example.com" });
  await mailer.send(letter);
  assert.deepEqual(seen, [["ann", "p@ss"]]);
});

for (const [what, responseCode, isRefused] of [
  ["for good", 550, true],
  ["for now", 450, false],
] as const) {
  test(`createSmtpMailer rejects when the server refuses the recipient ${what}`, async (t) => {
    const { address } = await startMailServer(t, {
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error("no such user"), { responseCode })),
    });
    await using mailer = await createSmtpMailer(`smtp://${address}`, { from: "shop@example.com" });
    await assert.rejects(mailer.send(letter), (error) => {
      assert.equal(error instanceof RefusedError, isRefused);
      const { message } = (isRefused ? (error as Error).cause : error) as Error;
      assert.match(message, /no such user/);
      return true;
    });
  });
}

test("createSmtpMailer rejects when there is no server", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  await using mailer = await createSmtpMailer(`smtp://127.0.0.1:${port}`, {
    from: "shop@example.com",
  });
  await assert.rejects(mailer.send(letter), { code: "ESOCKET" });
});
