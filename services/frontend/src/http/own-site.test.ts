import assert from "node:assert/strict";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

/** Posts a form as a proxy passes it on; fetch would set a Host of its own. */
async function post(url: string, path: string, form: string, headers: Record<string, string>) {
  const { promise, resolve, reject } = Promise.withResolvers<import("node:http").IncomingMessage>();
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const options = { method: "POST", headers: { ...type, ...headers } };
  request(`${url}${path}`, options, resolve).on("error", reject).end(form);
  const answer = await promise;
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

const http = { origin: "http://shop.test" };
const https = { origin: "https://shop.test" };
const odd = { origin: "http://shop.test:8080" };

/** What a browser and a proxy send, and whether it is of one site. */
const cases: readonly [string, Record<string, string>, boolean][] = [
  ["a port that is the scheme's own", { ...http, host: "shop.test:80" }, true],
  ["a port that is the scheme's own, with TLS", { ...https, host: "shop.test:443" }, true],
  ["no port, with TLS", { ...https, host: "shop.test" }, true],
  ["another case", { ...http, host: "SHOP.test" }, true],
  ["the port that was typed", { ...odd, host: "shop.test:8080" }, true],
  ["a port that was lost", { ...odd, host: "shop.test" }, false],
  ["a port beside", { ...odd, host: "shop.test", "x-forwarded-port": "8080" }, true],
  ["another port beside", { ...odd, host: "shop.test", "x-forwarded-port": "8081" }, false],
  ["another host", { ...http, host: "127.0.0.1:8080" }, false],
  ["the host beside", { ...http, host: "127.0.0.1:80", "x-forwarded-host": "shop.test" }, true],
  ["a list of hosts beside", { ...http, host: "a", "x-forwarded-host": "shop.test, b" }, true],
  [
    "host and port beside",
    { ...odd, host: "a:1", "x-forwarded-host": "shop.test", "x-forwarded-port": "8080, 80" },
    true,
  ],
  [
    "the host beside without its port",
    { ...odd, host: "shop.test:8080", "x-forwarded-host": "shop.test" },
    true,
  ],
  ["a scheme of no page", { origin: "app://shop.test", host: "shop.test" }, false],
  ["no host", { ...http, host: "" }, false],
];

for (const [what, headers, own] of cases) {
  test(`a form with ${what} is ${own ? "the shop's own" : "refused"}`, async () => {
    await using frontend = await openFrontend();
    const added = await post(frontend.url, "/cart", `product_id=${MUG}&quantity=1`, headers);
    assert.equal(added.status, own ? 302 : 403, added.body);
    const { origin, ...rest } = headers;
    const switched = { ...rest, referer: `${origin}/cart?x=1` };
    const answer = await post(frontend.url, "/setCurrency", "currency_code=EUR", switched);
    assert.equal(answer.headers.location, own ? "/cart?x=1" : "/");
  });
}

test("a POST refused for its origin names what was compared, and what to set", async () => {
  await using frontend = await openFrontend();
  const headers = { ...odd, host: "127.0.0.1:99", "x-forwarded-host": "shop.test" };
  const { body } = await post(frontend.url, "/cart", "", headers);
  assert.match(
    body,
    /names http:\/\/shop\.test:8080, and the shop .* as shop\.test or 127\.0\.0\.1:99/,
  );
  assert.match(body, /proxy_set_header Host \$http_host/);
  const [line] = frontend.logged;
  assert.match(String(line?.reason), /http:\/\/shop\.test:8080.* shop\.test or 127\.0\.0\.1:99/);
});

test("POST /setCurrency leads back when Sec-Fetch-Site is same-origin", async () => {
  await using frontend = await openFrontend();
  const headers = { host: "shop.test", referer: "http://shop.test:8080/orders" };
  const own = { ...headers, "sec-fetch-site": "same-origin" };
  const answer = await post(frontend.url, "/setCurrency", "currency_code=EUR", own);
  assert.equal(answer.headers.location, "/orders");
});
