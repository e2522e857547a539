import assert from "node:assert/strict";
import { test } from "node:test";
import { MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("a visitor gets a session of 48 hours", async () => {
  await using frontend = await openFrontend();
  const { headers } = await frontend.get("/");
  assert.match(
    headers.getSetCookie()[0] ?? "",
    /^shop_session-id=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}; Max-Age=172800; Path=\/; .*HttpOnly; SameSite=Lax$/,
  );
});

test("no answer that sets a cookie may be kept by anybody else", async () => {
  await using frontend = await openFrontend();
  const answers = [
    await frontend.get("/"),
    await frontend.get("/nothing"),
    await frontend.get(`/product-meta/${MUG}`),
    await frontend.post("/cart", { product_id: MUG, quantity: "1" }),
    await frontend.post("/setCurrency", { currency_code: "EUR" }),
    await frontend.get("/logout"),
  ];
  for (const { headers } of answers) {
    assert(headers.has("set-cookie"));
    assert.equal(headers.get("cache-control"), "private, no-cache");
  }
});

test("cookies are Secure when the visitor's side is HTTPS", async () => {
  await using frontend = await openFrontend();
  const { headers } = await frontend.get("/", { "x-forwarded-proto": "https" });
  assert.match(headers.getSetCookie()[0] ?? "", /; Secure/);
});

test("a session id from outside is kept when it is opaque and short, else replaced", async () => {
  await using frontend = await openFrontend();
  const session = async (id: string) => {
    const { headers } = await frontend.get("/", { cookie: `a=b; shop_session-id=${id}` });
    return /^shop_session-id=([^;]+)/.exec(headers.getSetCookie()[0] ?? "")?.[1];
  };
  assert.equal(await session("x-readiness-probe"), "x-readiness-probe");
  for (const id of ["", "a b", "x".repeat(129), "%22", "<b>", "../x"]) {
    assert.match((await session(id)) ?? "", /^[0-9a-f-]{36}$/, `"${id}"`);
  }
});

test("all visitors share a session when the shop is told so", async () => {
  await using frontend = await openFrontend({ sharedSession: true });
  const { headers } = await frontend.get("/", { cookie: "shop_session-id=mine" });
  assert.match(headers.getSetCookie()[0] ?? "", /^shop_session-id=00000000-/);
});

test("GET /logout expires the shop's own cookies, no other program's, and redirects home", async () => {
  await using frontend = await openFrontend();
  for (const cookie of ["shop_session-id=a; grafana_session=b; shop_currency=EUR; _xsrf=c", ""]) {
    const answer = await frontend.get("/logout", { cookie });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get("location"), "/");
    const lines = answer.headers.getSetCookie();
    assert.deepEqual(
      lines.map((line) => line.split("=", 1)[0]),
      ["shop_session-id", "shop_currency"],
    );
    for (const line of lines) assert.match(line, /=; Max-Age=0; Path=\//);
  }
});
