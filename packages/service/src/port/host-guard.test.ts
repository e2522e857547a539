import assert from "node:assert/strict";
import { request } from "node:http";
import { hostname } from "node:os";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { defineWeb } from "../definition.ts";
import { startService } from "../start-service.ts";
import { ask } from "../testing/ask.ts";
import { startCurrency } from "../testing/start-currency.ts";

const FOREIGN = "evil.example:8080";
const CHECK = "/grpc.health.v1.Health/Check";
const RATES = "/hipstershop.CurrencyService/GetSupportedCurrencies";

const pages = defineWeb({
  name: "pages",
  create: () => (_, response) => void response.end("page"),
});

async function openPages(env: Record<string, string> = {}) {
  const logged: Record<string, unknown>[] = [];
  const running = await startService(pages, {
    registry: createMemoryRegistry(),
    logTo: { write: (line) => void logged.push(JSON.parse(line)) },
    env: { SHOP: "test", ...env },
  });
  return Object.assign(running, { url: `http://${running.instance.address}`, logged });
}

/** Asks as a browser would, which sends no Host that its user has not named. */
async function send(url: string, options: { method?: string; headers: Record<string, string> }) {
  const { promise, resolve, reject } = Promise.withResolvers<import("node:http").IncomingMessage>();
  const json = options.method === "POST" ? { "content-type": "application/json" } : {};
  const outgoing = request(url, { ...options, headers: { ...json, ...options.headers } }, resolve);
  outgoing.on("error", reject).end(options.method === "POST" ? "{}" : undefined);
  const answer = await promise;
  return { status: answer.statusCode, body: await text(answer) };
}

test("createHostGuard refuses a page for another host, also with X-Forwarded headers", async () => {
  await using pages = await openPages();
  for (const method of ["GET", "POST", "HEAD"]) {
    const own = { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1" };
    const headers = { host: FOREIGN, origin: `http://${FOREIGN}`, ...own };
    assert.equal((await send(pages.url, { method, headers })).status, 421, method);
  }
  const { status, body } = await send(pages.url, { method: "POST", headers: { host: FOREIGN } });
  assert.equal(status, 421);
  assert.match(body, /set ALLOWED_HOSTS=evil\.example"/);
  const overHttp2 = await ask(pages.url, { ":path": "/cart", ":authority": FOREIGN });
  assert.equal(overHttp2.headers[":status"], 421);
  const absolute = { path: `http://${FOREIGN}/`, headers: { host: "localhost" } };
  assert.equal((await send(pages.url, absolute)).status, 421);
  const told = pages.logged.filter(({ msg }) => String(msg).includes("a host that is not ours"));
  assert.deepEqual(
    told.map(({ level, host }) => [level, host]),
    [["warn", "evil.example"]],
  );
});

test("createHostGuard lets requests for this machine pass, and those without a host", async () => {
  await using pages = await openPages();
  const { port } = new URL(pages.url);
  for (const name of ["localhost", "127.0.0.1", "[::1]", "shop.localhost", hostname()]) {
    const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
    assert.equal((await send(pages.url, { headers })).body, "page", name);
    assert.equal((await ask(pages.url, { ":path": "/", ":authority": name })).body, "page", name);
  }
  assert.equal((await send(pages.url, { headers: { host: "" } })).body, "page");
});

test("createHostGuard refuses a call that a page of another host makes, and no other call", async () => {
  await using pages = await openPages();
  await using service = await startCurrency();
  for (const url of [`${pages.url}${CHECK}`, `${service.url}${RATES}`, `${service.url}${CHECK}`]) {
    const headers = { host: FOREIGN };
    const origin = `http://${FOREIGN}`;
    const call = { method: "POST", headers };
    assert.equal((await send(url, call)).status, 200, url);
    assert.equal((await send(url, { ...call, headers: { ...headers, origin } })).status, 421, url);
    assert.equal(
      (await send(url, { ...call, headers: { host: "localhost", origin } })).status,
      200,
    );
    const { pathname } = new URL(url);
    const grpc = { ":path": pathname, ":authority": FOREIGN, "content-type": "application/grpc" };
    assert.equal((await ask(url, grpc, Buffer.alloc(5))).trailers?.["grpc-status"], "0");
    assert.equal((await ask(url, { ...grpc, origin })).headers["grpc-status"], "7");
  }
  // A browser names no Origin where a page gets something of its own host.
  const query = "?connect=v1&encoding=json&message=%7B%7D";
  const get = { headers: { host: FOREIGN } };
  assert.equal((await send(`${service.url}${RATES}${query}`, get)).status, 421);
  assert.equal((await send(`${service.url}${RATES}${query}`, { headers: {} })).status, 200);
});

for (const [where, env] of [
  ["when it is allowed", { ALLOWED_HOSTS: "shop.test,evil.example" }],
  ["in production", { NODE_ENV: "production" }],
  ["in a cluster", { KUBERNETES_SERVICE_HOST: "10.0.0.1", HOST: "127.0.0.1" }],
] as const) {
  test(`createHostGuard lets another host pass ${where}`, async () => {
    await using pages = await openPages(env);
    const headers = { host: FOREIGN, origin: `http://${FOREIGN}` };
    assert.equal((await send(pages.url, { headers })).body, "page");
    assert.equal((await send(pages.url, { method: "POST", headers })).body, "page");
  });
}
