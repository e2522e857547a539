import assert from "node:assert/strict";
import { test } from "node:test";
import { LOAD_USER_AGENT, type Recorder } from "@hipstershop/service";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";
import { bannerStyle } from "./banner-style.ts";

test("health is ok, readiness ends with the drain", async () => {
  await using frontend = await openFrontend();
  const health = await frontend.get("/_healthz");
  assert.equal(health.status, 200);
  assert.equal(health.body, "ok");
  assert.equal(health.headers.get("set-cookie"), null);
  assert.equal((await frontend.get("/_readyz")).status, 200);
  frontend.drain();
  assert.equal((await frontend.get("/_readyz")).status, 503);
  assert.equal((await frontend.get("/_healthz")).status, 200);
});

test("robots.txt disallows everything", async () => {
  await using frontend = await openFrontend();
  assert.equal((await frontend.get("/robots.txt")).body, "User-agent: *\nDisallow: /");
});

test("an unknown page or product is 404", async () => {
  await using frontend = await openFrontend();
  for (const path of ["/nothing", "/product/NO-SUCH", "/product/", "/_debug/service/cartservice"]) {
    const page = await frontend.get(path);
    assert.equal(page.status, 404, path);
    assert.match(page.body, /There is no such/);
    assert.doesNotMatch(page.body, /in the logs/);
  }
});

test("the cart's size stands on every page", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "3" });
  const pages = [
    await frontend.get("/nothing"),
    await frontend.get("/product/NO-SUCH"),
    await frontend.post("/setCurrency", { currency_code: "XYZ" }),
  ];
  frontend.shop.down.add("productcatalogservice");
  pages.push(await frontend.get("/"));
  for (const { body } of pages) assert.match(body, /<span class="count">3</);
});

test("a shared link has a description, a picture and icons that are there", async () => {
  await using frontend = await openFrontend();
  const { body } = await frontend.get(`/product/${MUG}?from=here`);
  const meta = (name: string) => new RegExp(`"${name}" content="([^"]*)"`).exec(body)?.[1];
  assert.equal(meta("description"), "A fine mug. $8.99");
  assert.equal(meta("og:title"), "Mug");
  assert.equal(meta("og:description"), "A fine mug. $8.99");
  assert.equal(meta("og:url"), `${frontend.url}/product/${MUG}`);
  const picture = meta("og:image")?.slice(frontend.url.length) as string;
  const icons = [...body.matchAll(/rel="(?:icon|apple-touch-icon)" href="([^"]+)"/g)];
  assert.equal(icons.length, 3);
  for (const path of [picture, "/favicon.ico", ...icons.map(([, icon]) => icon as string)]) {
    const { status, headers } = await frontend.get(path);
    assert.equal(status, 200, path);
    assert.match(headers.get("content-type") ?? "", /^image\//);
    assert(!headers.has("set-cookie"));
  }
});

test("GET /product-meta answers the products of the ids as JSON", async () => {
  await using frontend = await openFrontend();
  const { headers, body } = await frontend.get(`/product-meta/${MUG},NO-SUCH,1YMWWN1N4O`);
  assert.match(headers.get("content-type") ?? "", /^application\/json/);
  const products = JSON.parse(body) as { id: string; priceUsd: unknown }[];
  assert.deepEqual(
    products.map(({ id }) => id),
    [MUG, "1YMWWN1N4O"],
  );
  assert.deepEqual(products[0]?.priceUsd, { currencyCode: "USD", units: "8", nanos: 990_000_000 });
});

test("search shows what SearchProducts finds", async () => {
  await using frontend = await openFrontend();
  const found = await frontend.get("/search?q=mUg");
  assert.match(found.body, /One thing for “mUg”/);
  const none = await frontend.get("/search?q=nothing");
  assert.equal(none.status, 200);
  assert.match(none.body, /Nothing found for “nothing”/);
});

test("search shows the products of a category too, each once, in two waves of calls", async () => {
  await using frontend = await openFrontend({
    services: {
      catalog: { searchProducts: () => ({ results: [{ id: MUG, name: "Mug" }] }) },
    },
  });
  await frontend.post("/setCurrency", { currency_code: "JPY" });
  const { body } = await frontend.get("/search?q=Kitchen");
  assert.match(body, /2 things for “Kitchen”/);
  assert.match(body, /Salt &amp; Pepper Shakers/);
  assert.equal(body.match(new RegExp(`href="/product/${MUG}"`, "g"))?.length, 1);
  assert.equal(Math.max(...frontend.shop.calls.map(({ wave }) => wave)), 2);
});

test("the platform, the message and the banner's colour are on every page", async () => {
  const style = bannerStyle("#ff8800");
  await using frontend = await openFrontend({
    site: { platform: "gcp", message: "Closed on Sunday", bannerStyle: style },
  });
  const { body, headers } = await frontend.get("/");
  assert.match(body, /class="ribbon">Running on gcp</);
  assert.match(body, /Closed on Sunday/);
  assert.match(body, /<style>:root\{--banner:#ff8800\}<\/style>/);
  assert(headers.get("content-security-policy")?.includes(`'${style?.hash}'`));
});

test("all paths are below BASE_URL when there is one", async () => {
  await using frontend = await openFrontend({ site: { base: "/shop" } });
  const { body } = await frontend.get("/shop/");
  for (const [, path] of body.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)) {
    assert.match(path as string, /^\/shop\//);
  }
  const style = /href="([^"]+\.css)"/.exec(body)?.[1] as string;
  assert.equal((await frontend.get(style)).status, 200);
  assert.equal((await frontend.get("/")).status, 404);
  const added = await frontend.post("/shop/cart", { product_id: MUG, quantity: "1" });
  assert.equal(added.headers.get("location"), "/shop/cart");
  assert.equal((await frontend.post("/shop/cart/checkout", goodForm())).status, 200);
  const referer = `${frontend.url}/shop/cart`;
  const switched = await frontend.post("/shop/setCurrency", { currency_code: "EUR" }, { referer });
  assert.equal(switched.headers.get("location"), "/shop/cart");
  assert.equal((await frontend.get("/shop/_healthz")).body, "ok");
});

test("a page that a load generator asks for is recorded as that", async () => {
  const asked: boolean[] = [];
  const beginPage: Recorder["beginPage"] = ({ isTest }) => {
    asked.push(isTest);
    return { span: undefined, end() {} };
  };
  const recorder = { beginPage } as Partial<Recorder> as Recorder;
  await using frontend = await openFrontend({ tracing: { recorder: () => recorder } });
  await frontend.get("/", { "user-agent": LOAD_USER_AGENT });
  await frontend.get("/", { "user-agent": "Mozilla/5.0" });
  assert.deepEqual(asked, [true, false]);
});
