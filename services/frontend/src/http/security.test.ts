import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

test("every page lets the browser run and load nothing but the shop's own", async () => {
  await using frontend = await openFrontend();
  for (const path of ["/", "/cart", "/nothing", "/static/css/all.css", "/_healthz"]) {
    const { headers } = await frontend.get(path);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /require-trusted-types-for 'script'/, path);
    assert.doesNotMatch(policy, /unsafe|data:/, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-powered-by"), null);
  }
  const { body } = await frontend.get("/");
  assert.doesNotMatch(body, /<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style/);
});

test("a POST from another site is refused, one without an origin passes", async () => {
  await using frontend = await openFrontend();
  const { host } = new URL(frontend.url);
  const post = async (headers: Record<string, string>) =>
    (await frontend.post("/cart", { product_id: MUG, quantity: "1" }, headers)).status;
  assert.equal(await post({}), 302);
  assert.equal(await post({ "sec-fetch-site": "same-origin" }), 302);
  assert.equal(await post({ "sec-fetch-site": "none" }), 302);
  assert.equal(await post({ origin: `http://${host}` }), 302);
  assert.equal(await post({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(await post({ "sec-fetch-site": "same-site" }), 403);
  assert.equal(await post({ "sec-fetch-site": "cross-site", origin: `http://${host}` }), 403);
  assert.equal(await post({ origin: "https://evil.example" }), 403);
  assert.equal(await post({ origin: "null" }), 403);
  assert.equal(await post({ origin: `http://${host}.evil.example` }), 403);
});

test("the log of a refused form has no card number, where one stands in the path", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/4432801561520454", {}, { "sec-fetch-site": "cross-site" });
  assert.equal(frontend.logged.at(-1)?.path, "/…");
});

test("what a visitor types is shown as text", async () => {
  await using frontend = await openFrontend();
  const { body } = await frontend.get(`/search?q=${encodeURIComponent(`"><script>x</script>`)}`);
  assert.doesNotMatch(body, /<script>x/);
  assert.match(body, /&lt;script&gt;x/);
  assert.equal((await frontend.get("/search?q[]=a&q[]=b")).status, 200);
  assert.equal((await frontend.get("/search?q=a&q=b")).status, 200);
});

test("a long search is cut between characters", async () => {
  await using frontend = await openFrontend();
  const page = await frontend.get(`/search?q=${"a".repeat(99)}${encodeURIComponent("😀😀")}`);
  assert.equal(page.status, 200);
  assert.match(page.body, /for “a{99}😀”/);
});

test("text that is not Unicode is the client's fault", async () => {
  await using frontend = await openFrontend();
  const form = new URLSearchParams({ ...goodForm(), state: "TEXT" }).toString();
  // Halves of a surrogate pair, in each way of writing them, and a byte that begins no character.
  for (const text of ["%ED%A0%80", "%uD800", "%26%2355296;", "\u00ed\u00a0\u0080", "%FF"]) {
    assert.equal((await frontend.get(`/search?q=${text}`)).status, 200, text);
    assert((await frontend.get(`/product/${text}`)).status < 500, text);
    for (const charset of ["utf-8", "iso-8859-1"]) {
      const { status } = await fetch(`${frontend.url}/cart/checkout`, {
        method: "POST",
        headers: { "content-type": `application/x-www-form-urlencoded; charset=${charset}` },
        body: Buffer.from(form.replace("TEXT", text), "latin1"),
      });
      assert(status < 500, `${text} in ${charset}`);
    }
  }
});

test("a request that cannot be read is the client's fault", async () => {
  await using frontend = await openFrontend();
  const large = await frontend.post("/cart", { product_id: "x".repeat(20_000) });
  assert.equal(large.status, 413);
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, "x"]));
  assert.equal((await frontend.post("/cart", many)).status, 413);
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=klingon" };
  assert.equal((await frontend.post("/cart", {}, headers)).status, 415);
  assert.equal((await frontend.get("/product/%E0%A4%A")).status, 400);
  assert.equal((await frontend.get("/static/%E0%A4%A")).status, 404);
});

test("no path leads out of the static files or lists them", async () => {
  await using frontend = await openFrontend();
  for (const path of [
    "/static/",
    "/static",
    "/static/img/",
    "/static/../views/layout.eta",
    "/static/..%2fviews%2flayout.eta",
    "/static/%2e%2e/views/layout.eta",
    "/static/css/../../views/layout.eta",
    "/static/..\\views\\layout.eta",
    "/static/__proto__",
  ]) {
    // fetch would normalize the path before it sends it.
    assert.equal(await rawStatus(frontend.url, path), 404, path);
  }
});

test("a request id is kept when it is opaque and short, else replaced", async () => {
  await using frontend = await openFrontend();
  const id = async (sent: string) =>
    (await frontend.get("/", { "x-request-id": sent })).headers.get("x-request-id");
  assert.equal(await id("abc-123"), "abc-123");
  assert.match((await id("<b>")) ?? "", /^[0-9a-f-]{36}$/);
  assert.match((await id("x".repeat(129))) ?? "", /^[0-9a-f-]{36}$/);
});

async function rawStatus(url: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
  return Number((await text(socket)).split(" ")[1]);
}
