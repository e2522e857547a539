import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:http2";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { type Shop, startShop } from "./shop.ts";
import { checkoutForm, createVisitor } from "./visitor.ts";

// FRONTEND_URL names a shop that runs already, in containers or in a cluster.
const given = process.env.FRONTEND_URL;
let started: Shop | undefined;
let shop: { readonly url: string };
before(async () => {
  if (!given) started = await startShop();
  shop = started ?? { url: given ?? "" };
});
after(() => started?.[Symbol.asyncDispose]());

const MUG = "6E92ZMYYFZ";

test("a visitor buys two mugs in yen and finds the order again", async () => {
  const visitor = createVisitor(shop.url);

  const home = await visitor.get("/");
  assert.equal(home.status, 200);
  assert.match(home.body, /Mug/);
  assert.match(home.body, /\$8\.99/);
  assert.match(visitor.cookies.get("shop_session-id") ?? "", /^[0-9a-f-]{36}$/);

  const switched = await visitor.post(
    "/setCurrency",
    { currency_code: "JPY" },
    { referer: `${shop.url}/product/${MUG}` },
  );
  assert.equal(switched.status, 302);
  assert.equal(switched.headers.get("location"), `/product/${MUG}`);

  // 8.99 USD * 126.40 / 1.1305 = 1005.16… yen, and yen have no digits.
  const product = await visitor.get(`/product/${MUG}`);
  assert.match(product.body, /¥1,?005(?![.\d])/);

  const added = await visitor.post("/cart", { product_id: MUG, quantity: "2" });
  assert.equal(added.status, 302);
  assert.equal(added.headers.get("location"), "/cart");

  // Shipping: 8.99 USD is 1005 yen as well; 2 * 1005 + 1005 = 3015.
  const cart = await visitor.get("/cart");
  assert.equal(cart.status, 200);
  assert.match(cart.body, /¥3,?015(?![.\d])/);
  assert.match(cart.body, /value="someone@example\.com"/);

  const order = await visitor.post("/cart/checkout", checkoutForm());
  assert.equal(order.status, 200);
  assert.match(order.body, /¥3,?015(?![.\d])/);
  const tracking = /[A-Z]{2}-\d{3,}-\d{8,}/.exec(order.body);
  assert(tracking, "the order page shows no tracking id");

  const emptied = await visitor.get("/cart");
  assert.doesNotMatch(emptied.body, /¥3,?015/);

  // The mailbox is there in development only.
  if (!started) return;
  const { address } = await started.instance("emailservice");
  const transport = createConnectTransport({ baseUrl: `http://${address}`, httpVersion: "1.1" });
  const { mails } = await createClient(EmailService, transport).listMail({});
  assert.equal(mails[0]?.to, "someone@example.com");
});

test("each request of the original load generator succeeds", async () => {
  const visitor = createVisitor(shop.url);
  const products = [
    "0PUK6V6EV0",
    "1YMWWN1N4O",
    "2ZYFJ3GM2N",
    "66VCHSJNUP",
    "6E92ZMYYFZ",
    "9SIQT8TOJO",
    "L9ECAV7KIM",
    "LS4PSXUNUM",
    "OLJCESPC7Z",
  ];
  assert.equal((await visitor.get("/")).status, 200);
  for (const currency of ["EUR", "USD", "JPY", "CAD", "GBP", "TRY"]) {
    assert.equal((await visitor.post("/setCurrency", { currency_code: currency })).status, 302);
  }
  for (const product of products) {
    const page = await visitor.get(`/product/${product}`);
    assert.equal(page.status, 200, `product ${product} answered ${page.status}`);
  }
  assert.equal((await visitor.get("/cart")).status, 200);
  for (const quantity of ["1", "2", "3", "4", "5", "10"]) {
    const product_id = products[Number(quantity) % products.length] as string;
    assert.equal((await visitor.post("/cart", { product_id, quantity })).status, 302);
  }
  const order = await visitor.post("/cart/checkout", checkoutForm());
  assert.equal(order.status, 200);
  assert.equal((await visitor.post("/cart/empty", {})).status, 302);
  assert.equal((await visitor.get("/logout")).status, 302);
  assert.equal(visitor.cookies.size, 0);
});

// What stands before a shop that runs already may speak HTTP/1.1 alone.
test("a visitor buys two mugs over HTTP/2", { skip: given !== undefined }, async (t) => {
  const session = connect(shop.url);
  t.after(() => session.destroy());
  let cookie = "";
  const send = async (method: string, path: string, form: Record<string, string> = {}) => {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const headers = { ":method": method, ":path": path, cookie, ...(method === "POST" && type) };
    const stream = session.request(headers, { endStream: method === "GET" });
    if (method === "POST") stream.end(String(new URLSearchParams(form)));
    const [answer] = await once(stream, "response");
    cookie ||= String(answer["set-cookie"]).split(";", 1)[0] ?? "";
    return { status: answer[":status"], location: answer.location, body: await text(stream) };
  };
  assert.match((await send("GET", `/product/${MUG}`)).body, /Mug/);
  const added = await send("POST", "/cart", { product_id: MUG, quantity: "2" });
  assert.deepEqual([added.status, added.location], [302, "/cart"]);
  assert.match((await send("GET", "/cart")).body, /\$26\.97/);
  const order = await send("POST", "/cart/checkout", checkoutForm());
  assert.equal(order.status, 200);
  assert.match(order.body, /[A-Z]{2}-\d{3,}-\d{8,}/);
});

test("a probe with its own session id gets a page", async () => {
  const page = await createVisitor(shop.url).get("/_healthz", {
    cookie: "shop_session-id=x-readiness-probe",
  });
  assert.equal(page.status, 200);
  assert.equal(page.body, "ok");
});

test("hostile and mistaken forms are refused with the fields named", async () => {
  const visitor = createVisitor(shop.url);
  await visitor.post("/cart", { product_id: MUG, quantity: "1" });
  for (const quantity of ["0", "11", "-1", "1.5", "many", ""]) {
    const page = await visitor.post("/cart", { product_id: MUG, quantity });
    assert.equal(page.status, 422, `quantity "${quantity}" answered ${page.status}`);
    assert.match(page.body, /quantity/i);
  }
  assert.equal((await visitor.post("/cart", { product_id: "NO-SUCH", quantity: "1" })).status, 404);
  assert.equal((await visitor.post("/setCurrency", { currency_code: "XYZ" })).status, 422);
  const bad: Record<string, string> = {
    email: "not an address",
    street_address: "x".repeat(513),
    zip_code: "9".repeat(17),
    city: "x".repeat(129),
    state: "x".repeat(129),
    country: "x".repeat(129),
    credit_card_number: "4432-8015-6152-0455",
    credit_card_expiration_month: "13",
    credit_card_expiration_year: "soon",
    credit_card_cvv: "67x",
  };
  for (const [field, value] of Object.entries(bad)) {
    const page = await visitor.post("/cart/checkout", { ...checkoutForm(), [field]: value });
    assert.equal(page.status, 422, `${field} "${value.slice(0, 20)}" answered ${page.status}`);
    assert.doesNotMatch(page.body, /4432-?8015-?6152-?0455/);
  }
  const expired = { ...checkoutForm(), credit_card_expiration_year: "2001" };
  const refused = await visitor.post("/cart/checkout", expired);
  assert(
    refused.status >= 400 && refused.status < 500,
    `an expired card answered ${refused.status}`,
  );
  assert.match(refused.body, /expired on 1\/2001/);
  const { body } = await visitor.get("/cart");
  // Only a cart with something in it has the form; the mug might be recommended as well.
  assert.match(body, /name="credit_card_number"/, "a refused order lost the cart");
  assert.equal((await visitor.get("/product/NO-SUCH")).status, 404);
  assert.equal(
    (await visitor.post("/cart/empty", {}, { origin: "https://evil.example" })).status,
    403,
  );
});
