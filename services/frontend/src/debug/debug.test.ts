import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObserverLink } from "../startup/follow-observer.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("how a page was made: its calls, their resolution, the instances", async () => {
  await using frontend = await openFrontend();
  const home = await frontend.get("/");
  const id = home.headers.get("x-request-id");
  const made = await frontend.get(`/_debug/page/${id}`);
  assert.equal(made.status, 200);
  for (const call of ["ListProducts", "GetCart", "GetSupportedCurrencies"]) {
    assert(made.body.includes(`.${call}</th>`), call);
  }
  assert.match(made.body, /fake: 1 instance, unchanged for 1 s/);
  assert.match(made.body, /cartservice-0a1b2c3d/);
  assert.match(made.body, /127\.0\.0\.1:40001/);
  assert.match(made.body, /href="\/_debug\/service\/cartservice">cartservice<\/a><\/th>/);
  // Its page would be 404.
  assert.match(made.body, /<th scope="row">stranger<\/th>/);
});

test("how a page was made does not show what was typed into its address", async () => {
  await using frontend = await openFrontend();
  for (const path of [
    "/search?q=4432-8015-6152-0454",
    "/cart/checkout?credit_card_number=4432801561520454&credit_card_cvv=672",
    "/product/4432801561520454",
  ]) {
    await frontend.get(path, { "x-request-id": "r1" });
    const { status, body } = await frontend.get("/_debug/page/r1");
    assert.equal(status, 200);
    assert.doesNotMatch(body, /4432.?8015|672/, path);
  }
});

test("how a page was made shows the code of a failed call", async () => {
  await using frontend = await openFrontend();
  frontend.shop.down.add("adservice");
  const page = await frontend.get("/product/6E92ZMYYFZ", { "x-request-id": "r1" });
  assert.equal(page.status, 200);
  assert.match((await frontend.get("/_debug/page/r1")).body, /unavailable/);
});

test("the page of a service shows what it offers, with the comments of its proto file", async () => {
  await using frontend = await openFrontend();
  const page = await frontend.get("/_debug/service/currencyservice");
  assert.equal(page.status, 200);
  assert.match(page.body, /proto\/hipstershop\/currency\.proto/);
  assert.match(page.body, /rpc Convert\(CurrencyConversionRequest\) returns \(Money\)/);
  assert.match(page.body, /int64 units = 2/);
  assert.match(page.body, /Converts amounts between currencies\./);
  assert.equal((await frontend.get("/_debug/service/nothing")).status, 404);
});

test("the mailbox shows each mail in a frame that may run and load nothing", async () => {
  await using frontend = await openFrontend();
  const page = await frontend.get("/_debug/mail");
  assert.match(page.body, /someone@example\.com/);
  assert.match(page.body, /<iframe src="\/_debug\/mail\/m1"/);
  const mail = await frontend.get("/_debug/mail/m1");
  assert.equal(mail.body, "<b>Thanks</b>");
  const policy = mail.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'.*sandbox/);
  assert.equal((await frontend.get("/_debug/mail/m2")).status, 404);
});

test("a page leads to the observer, and says how it was found, while there is one", async () => {
  const found = "Found by its name";
  let link: ObserverLink | undefined = { origin: "http://127.0.0.1:4318", found };
  await using frontend = await openFrontend({ site: { observer: () => link } });
  const footer = async () =>
    /<footer[\s\S]*<\/footer>/.exec((await frontend.get("/cart")).body)?.[0] ?? "";
  const there = await footer();
  assert.match(there, /href="http:\/\/127\.0\.0\.1:4318\/" title="Found by its name">See the shop/);
  assert.match(there, /href="http:\/\/127\.0\.0\.1:4318\/mail"/);
  link = undefined;
  assert.doesNotMatch(await footer(), /4318/);
});

test("production shows no page about calls, services or mails", async () => {
  await using frontend = await openFrontend({ site: { showCalls: false } });
  const home = await frontend.get("/");
  assert.doesNotMatch(home.body, /_debug/);
  const id = home.headers.get("x-request-id");
  for (const path of [`/_debug/page/${id}`, "/_debug/service/cartservice", "/_debug/mail"]) {
    assert.equal((await frontend.get(path)).status, 404, path);
  }
});
