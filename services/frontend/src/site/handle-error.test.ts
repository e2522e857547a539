import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import express from "express";
import { pino } from "pino";
import { MUG } from "../testing/good-form.ts";
import { type Answer, openFrontend } from "../testing/open-frontend.ts";
import { handleError } from "./handle-error.ts";

/** Asserts that an answer is a plain page that says what failed, and carries the request id. */
function assertPlain({ headers, body }: Answer, heading: string, what: string): void {
  assert.match(headers.get("content-type") ?? "", /^text\/html/);
  assert.ok(body.includes(`<h1>${heading}</h1>`), body);
  assert.ok(body.includes(`<code>${what}</code>`), body);
  assert.ok(body.includes(`<code>${headers.get("x-request-id")}</code>`), body);
  assert.doesNotMatch(body, /not a function|a secret|<link| {4}at /);
}

test("an error page that fails is a plain page with the request id when its frame needs a deleted RPC", async () => {
  for (const method of ["currencyservice.getSupportedCurrencies", "cartservice.getCart"]) {
    await using frontend = await openFrontend();
    frontend.shop.deleted.add(method);
    for (const path of ["/", "/nothing"]) {
      const page = await frontend.get(`${path}?q=<b>`, { "x-request-id": "my-request" });
      assert.equal(page.status, 500);
      assert.equal(page.headers.get("x-request-id"), "my-request");
      assertPlain(page, "Something broke on our side", `GET ${path}?q=…`);
    }
    assert.ok(frontend.logged.every(({ requestId }) => requestId === "my-request"));
    assert.ok(frontend.logged.some(({ msg }) => msg === "An error page failed"));
  }
});

test("an error page that fails keeps the status of what failed first", async () => {
  for (const [code, status, heading] of [
    [Code.InvalidArgument, 422, "That did not go through"],
    [Code.NotFound, 404, "That did not go through"],
    [Code.Unavailable, 503, "A part of the shop is out of reach"],
  ] as const) {
    const listProducts = () => {
      throw new ConnectError("<b>no</b>", code);
    };
    await using frontend = await openFrontend({ services: { catalog: { listProducts } } });
    frontend.shop.deleted.add("currencyservice.getSupportedCurrencies");
    const page = await frontend.post("/cart", { product_id: MUG, quantity: "1" });
    assert.equal(page.status, status);
    assert.equal(page.headers.get("retry-after"), status === 503 ? "5" : null);
    assertPlain(page, heading, "POST /cart");
    assert.doesNotMatch(page.body, /<b>/);
    const large = await frontend.post("/cart", { product_id: "x".repeat(20_000) });
    assert.equal(large.status, 413);
    assertPlain(large, "We could not read that request", "POST /cart");
  }
});

test("handleError answers a plain page that no browser keeps when a file cannot be sent", async (t) => {
  const app = express()
    .get("/file", (_request, response) => {
      response.set({ etag: '"1"', "cache-control": "public, immutable" });
      throw new Error("a secret");
    })
    .use(handleError({ send: async () => assert.fail() }, pino({ level: "silent" })));
  const server = app.disable("etag").listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/file`);
  const { status, headers } = response;
  assert.equal(status, 500);
  assertPlain(
    { status, headers, body: await response.text() },
    "Something broke on our side",
    "GET /file",
  );
  assert.equal(headers.get("cache-control"), "private, no-cache");
  assert.equal(headers.get("etag"), null);
});
