import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObserverLink } from "../startup/follow-observer.ts";
import { openFrontend } from "../testing/open-frontend.ts";

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

test("production shows no page about services", async () => {
  await using frontend = await openFrontend({ site: { showServices: false } });
  assert.doesNotMatch((await frontend.get("/")).body, /_debug/);
  assert.equal((await frontend.get("/_debug/service/cartservice")).status, 404);
});
