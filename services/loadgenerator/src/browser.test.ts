import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { LOAD_USER_AGENT } from "@hipstershop/service";
import { createBrowser } from "./browser.ts";
import { createStatistics } from "./statistics.ts";

const ANYTHING = () => undefined;

test("createBrowser counts a request once when it leads to another page", async (t) => {
  const seen: string[] = [];
  const { browser, statistics } = await open(t, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? ""}`.trim());
    if (request.method === "POST") {
      response.setHeader("set-cookie", ["a=1; Path=/; HttpOnly", "b=2"]);
      response.writeHead(302, { location: "/next" });
    }
    response.end();
  });
  assert.equal(await browser.post("POST /cart", "/cart", { a: "b" }, ANYTHING), true);
  assert.deepEqual(seen, ["POST /cart", "GET /next a=1; b=2"]);
  assert.equal(statistics.summary().total.requests, 1);
});

for (const path of ["/shop", "/shop/"]) {
  test(`createBrowser keeps the path of a shop at ${path}`, async (t) => {
    const seen: unknown[] = [];
    const { url, statistics } = await open(t, (request, response) => {
      seen.push(request.url);
      if (request.method === "POST") response.writeHead(302, { location: "/shop/cart" });
      response.end();
    });
    const { signal } = new AbortController();
    const browser = createBrowser({ target: async () => url + path, statistics, signal });
    await browser.get("GET /", "/", ANYTHING);
    await browser.post("POST /cart", "/cart", {}, ANYTHING);
    assert.deepEqual(seen, ["/shop/", "/shop/cart", "/shop/cart"]);
  });
}

test("createBrowser says that no person asks", async (t) => {
  const seen: unknown[] = [];
  const { browser } = await open(t, (request, response) => {
    seen.push(request.headers["user-agent"]);
    response.end();
  });
  await browser.get("GET /", "/", ANYTHING);
  assert.deepEqual(seen, [LOAD_USER_AGENT]);
});

test("createBrowser counts a failure when redirects never end", async (t) => {
  const { browser, statistics } = await open(t, (_, response) => {
    response.writeHead(302, { location: "/" }).end();
  });
  assert.equal(await browser.get("GET /", "/", ANYTHING), false);
  assert.match(JSON.stringify(statistics.summary().total.failures), /page to page without end/);
});

test("createBrowser names the cause when nobody listens", async (t) => {
  const { browser, statistics, server } = await open(t, () => {});
  server.close();
  assert.equal(await browser.get("GET /", "/", ANYTHING), false);
  assert.deepEqual(statistics.summary().total.failures, { "GET /: ECONNREFUSED": 1 });
});

test("createBrowser counts nothing when the signal cuts a request short", async (t) => {
  const stopping = new AbortController();
  const { browser, statistics } = await open(t, () => stopping.abort(), stopping.signal);
  assert.equal(await browser.get("GET /", "/", ANYTHING), false);
  assert.equal(statistics.summary().total.requests, 0);
});

async function open(
  t: TestContext,
  answer: RequestListener,
  signal: AbortSignal = new AbortController().signal,
) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const statistics = createStatistics();
  return {
    url,
    server,
    statistics,
    browser: createBrowser({ target: async () => url, statistics, signal }),
  };
}
