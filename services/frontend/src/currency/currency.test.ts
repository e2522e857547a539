import assert from "node:assert/strict";
import { test } from "node:test";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("POST /setCurrency keeps the currency for 48 hours and returns to the page", async () => {
  await using frontend = await openFrontend();
  const referer = `${frontend.url}/search?q=mug`;
  const answer = await frontend.post("/setCurrency", { currency_code: "JPY" }, { referer });
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get("location"), "/search?q=mug");
  const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("shop_currency="));
  assert.match(
    cookie ?? "",
    /^shop_currency=JPY; Max-Age=172800; Path=\/; .*HttpOnly; SameSite=Lax$/,
  );
  assert.match((await frontend.get("/")).body, /<option value="JPY" selected>/);
});

test("POST /setCurrency after a checkout leads to the cart, or to the order", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const switchCurrency = async () => {
    const referer = `${frontend.url}/cart/checkout`;
    const answer = await frontend.post("/setCurrency", { currency_code: "EUR" }, { referer });
    const next = await frontend.get(answer.headers.get("location") ?? "");
    return next.headers.get("location");
  };
  assert.equal((await frontend.post("/cart/checkout", {})).status, 422);
  assert.equal(await switchCurrency(), "/cart");
  assert.equal((await frontend.post("/cart/checkout", goodForm())).status, 200);
  assert.equal(await switchCurrency(), "/orders");
});

test("POST /setCurrency from a page that answers a POST leads to one that can be reloaded", async () => {
  await using frontend = await openFrontend();
  for (const [path, shown] of [
    ["/setCurrency", "/"],
    ["/cart/update", "/cart"],
    ["/cart/empty", "/cart"],
  ] as const) {
    const referer = `${frontend.url}${path}`;
    const switched = await frontend.post("/setCurrency", { currency_code: "EUR" }, { referer });
    const next = await frontend.get(switched.headers.get("location") ?? "");
    assert.equal(next.status, 302, path);
    assert.equal(next.headers.get("location"), shown);
  }
});

test("POST /setCurrency never redirects to another site", async () => {
  await using frontend = await openFrontend();
  const referers = [
    "https://evil.example/",
    `${frontend.url}//evil.example/`,
    `${frontend.url}/\\evil.example/`,
    "javascript:alert(1)",
    "nonsense",
  ];
  for (const referer of referers) {
    const answer = await frontend.post("/setCurrency", { currency_code: "EUR" }, { referer });
    assert.equal(answer.status, 302);
    assert.match(answer.headers.get("location") ?? "", /^\/(?![/\\])/, referer);
  }
});

test("POST /setCurrency answers 422 to a currency that is not offered", async () => {
  await using frontend = await openFrontend();
  for (const code of ["", "XYZ", "usd", "CHF", "<b>"]) {
    const answer = await frontend.post("/setCurrency", { currency_code: code });
    assert.equal(answer.status, 422, `"${code}"`);
    assert.match(answer.body, /<code>currency_code<\/code>/);
  }
});

test("currencies are offered in the shop's order, those that can be converted to", async () => {
  await using frontend = await openFrontend({
    services: {
      currency: { getSupportedCurrencies: () => ({ currencyCodes: ["CAD", "USD", "EUR", "CHF"] }) },
    },
  });
  const { body } = await frontend.get("/");
  const codes = [...body.matchAll(/<option value="([A-Z]{3})"/g)].map((match) => match[1]);
  assert.deepEqual(codes, ["EUR", "USD", "CAD"]);
});
