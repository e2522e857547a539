import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
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

for (const [how, cut] of [
  ["is cut off", (request: IncomingMessage) => request.socket.resetAndDestroy()],
  ["is closed", (request: IncomingMessage) => request.socket.end()],
] as const) {
  test(`createBrowser asks once more for a page whose connection ${how} before an answer`, async (t) => {
    const seen: unknown[] = [];
    const { browser, statistics } = await open(t, (request, response) => {
      seen.push(request.url);
      if (seen.length % 2 === 1) return void cut(request);
      response.end();
    });
    assert.equal(await browser.get("GET /", "/", ANYTHING), true);
    assert.deepEqual(seen, ["/", "/"]);
    const { requests, failed, askedAgain } = statistics.summary().total;
    assert.deepEqual({ requests, failed, askedAgain }, { requests: 1, failed: 0, askedAgain: 1 });
  });
}

test("createBrowser asks anew where the frontend is, for a page that it asks for again", async (t) => {
  const gone = await open(t, (request) => request.socket.resetAndDestroy());
  const { url, statistics } = await open(t, (_, response) => void response.end());
  const targets = [gone.url, url];
  const { signal } = new AbortController();
  const target = async () => targets.shift() ?? "";
  const browser = createBrowser({ target, statistics, signal });
  assert.equal(await browser.get("GET /", "/", ANYTHING), true);
});

test("createBrowser asks again for the page that a form leads to, and never sends a form again", async (t) => {
  const seen: string[] = [];
  const { browser, statistics } = await open(t, (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (request.url === "/lost" || seen.length === 2) request.socket.resetAndDestroy();
    else response.writeHead(request.method === "POST" ? 302 : 200, { location: "/cart" }).end();
  });
  assert.equal(await browser.post("POST /cart", "/cart", {}, ANYTHING), true);
  assert.equal(await browser.post("POST /cart", "/lost", {}, ANYTHING), false);
  assert.deepEqual(seen, ["POST /cart", "GET /cart", "GET /cart", "POST /lost"]);
  assert.equal(statistics.summary().total.askedAgain, 1);
});

test("createBrowser asks no third time, nor again for a page that came with an error", async (t) => {
  const seen: unknown[] = [];
  const { browser, statistics } = await open(t, (request, response) => {
    seen.push(request.url);
    if (request.url === "/error") response.writeHead(503).end();
    else request.socket.resetAndDestroy();
  });
  assert.equal(await browser.get("GET /", "/", ANYTHING), false);
  assert.equal(await browser.get("GET /", "/error", ANYTHING), false);
  assert.deepEqual(seen, ["/", "/", "/error"]);
  assert.equal(statistics.summary().total.failed, 2);
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
