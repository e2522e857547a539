import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, connect, constants, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { currentCallContext } from "@hipstershop/rpc";
import { MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

const FORM = "application/x-www-form-urlencoded";

/** Opens the frontend on a port of HTTP/2, with a client of it. */
async function openOverHttp2(options?: Parameters<typeof openFrontend>[0]) {
  const frontend = await openFrontend(options);
  const server = createServer(frontend.listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${port}`);
  return {
    ...frontend,
    session,
    origin: `http://127.0.0.1:${port}`,
    // A port puts the host there.
    ask: (headers: Record<string, string>, body?: string) =>
      ask(session, { host: `127.0.0.1:${port}`, ...headers }, body),
    async [Symbol.asyncDispose]() {
      session.destroy();
      await new Promise((resolve) => server.close(resolve));
      await frontend[Symbol.asyncDispose]();
    },
  };
}

async function ask(session: ClientHttp2Session, headers: Record<string, string>, body?: string) {
  const stream = session.request({ ":path": "/", ...headers }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const [answer] = await once(stream, "response");
  return { headers: answer, status: answer[":status"], body: await text(stream) };
}

test("pages, files and errors come over HTTP/2", async () => {
  await using shop = await openOverHttp2();
  const home = await shop.ask({});
  assert.equal(home.status, 200);
  assert.match(home.body, /<h1/);
  assert.match(home.headers["set-cookie"][0], /^shop_session-id=/);
  const head = await shop.ask({ ":method": "HEAD" });
  assert.deepEqual([head.status, head.body], [200, ""]);
  assert.equal(Number(head.headers["content-length"]) > 1_000, true);
  assert.equal((await shop.ask({ ":path": "/_readyz" })).body, "ok");
  const css = await shop.ask({ ":path": "/static/css/all.css" });
  assert.equal(css.headers["content-type"], "text/css; charset=utf-8");
  const etag = { ":path": "/static/css/all.css", "if-none-match": css.headers.etag };
  assert.equal((await shop.ask(etag)).status, 304);
  assert.match((await shop.ask({ ":path": "/nothing" })).body, /There is no such page/);
});

test("forms come over HTTP/2 with and without a content-length", async () => {
  await using shop = await openOverHttp2();
  const cookie = "shop_session-id=ann";
  const form = `product_id=${MUG}&quantity=2`;
  for (const length of [{ "content-length": String(form.length) }, {}]) {
    const headers = { ":method": "POST", ":path": "/cart", "content-type": FORM, cookie };
    const added = await shop.ask({ ...headers, ...length, origin: shop.origin }, form);
    assert.deepEqual([added.status, added.headers.location], [302, "/cart"]);
    const other = { ...headers, ...length, origin: "http://evil.example" };
    assert.equal((await shop.ask(other, form)).status, 403);
  }
  assert.match((await shop.ask({ ":path": "/cart", cookie })).body, /value="4"/);
});

test("POST /setCurrency leads back over HTTP/2", async () => {
  await using shop = await openOverHttp2();
  const headers = { ":method": "POST", ":path": "/setCurrency", "content-type": FORM };
  const referer = `${shop.origin}/cart?x=1`;
  const { headers: answer } = await shop.ask({ ...headers, referer }, "currency_code=EUR");
  assert.equal(answer.location, "/cart?x=1");
  assert.match(String(answer["set-cookie"]), /shop_currency=EUR/);
});

test("nothing is logged when a visitor leaves over HTTP/2", async (t) => {
  let canceled = false;
  const asked = Promise.withResolvers<void>();
  const getCart = async () => {
    asked.resolve();
    const signal = currentCallContext()?.signal;
    await once(signal as AbortSignal, "abort");
    canceled = true;
    throw signal?.reason;
  };
  await using shop = await openOverHttp2({ services: { cart: { getCart } } });
  const stream = shop.session.request({ ":path": "/cart" });
  stream.on("error", () => {});
  await asked.promise;
  stream.close(constants.NGHTTP2_CANCEL);
  await t.waitFor(() => assert.equal(canceled, true), { interval: 5, timeout: 20_000 });
  assert.equal((await shop.ask({ ":path": "/_healthz" })).status, 200);
  assert.deepEqual(shop.logged, []);
});
