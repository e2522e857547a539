import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createTally } from "./create-tally.ts";
import { createVisitor } from "./create-visitor.ts";
import { shows } from "./shows.ts";

test("createVisitor counts pages that are not as they should be, and why", async (t) => {
  const { visitor, tally } = await open(t, (request, response) => {
    response.statusCode = request.url === "/fails" ? 500 : 200;
    response.end("a page about mugs, 5 €");
  });
  assert.equal(await visitor.get("/", shows(["mugs", "5 €"])), true);
  assert.equal(await visitor.get("/", shows(["mugs", "watches"])), false);
  assert.equal(await visitor.get("/fails", shows([])), false);
  assert.equal(tally.latenciesMs.length, 3);
  assert.deepEqual(
    [...tally.failures.keys()],
    ['GET /: the page does not show "watches"', "GET /fails: status 500"],
  );
});

test("createVisitor sends forms with its cookies, and follows once or not at all", async (t) => {
  const seen: string[] = [];
  const { visitor, tally } = await open(t, (request, response) => {
    request.setEncoding("utf8").on("data", (form) => seen.push(form));
    seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? ""}`.trim());
    if (request.method === "GET") return response.end("the cart");
    response.setHeader("set-cookie", ["session=1; HttpOnly", "currency=EUR; Path=/"]);
    return response.writeHead(303, { location: "/cart", "content-length": 0 }).end();
  });
  assert.equal(await visitor.post("/add", { id: "A&B" }, shows(["the cart"])), true);
  assert.equal(await visitor.submit("/add", { id: "C" }, "/cart"), true);
  assert.equal(await visitor.submit("/add", { id: "C" }, "/elsewhere"), false);
  visitor.forget();
  assert.equal(await visitor.get("/", shows(["the cart"])), true);
  assert.deepEqual(seen, [
    "POST /add",
    "id=A%26B",
    "GET /cart session=1; currency=EUR",
    "POST /add session=1; currency=EUR",
    "id=C",
    "POST /add session=1; currency=EUR",
    "id=C",
    "GET /",
  ]);
  assert.equal(tally.latenciesMs.length, 4);
  assert.equal(tally.failures.size, 1);
});

test("createVisitor reads an answer in pieces, and connects again when it was closed", async (t) => {
  const long = "€".repeat(200_000);
  const { visitor, tally } = await open(t, (request, response) => {
    if (request.url === "/lost") return request.socket.destroy();
    response.setHeader("connection", request.url === "/last" ? "close" : "keep-alive");
    return response.end(long);
  });
  for (const path of ["/", "/last", "/", "/lost", "/"]) {
    assert.equal(await visitor.get(path, shows([long])), path !== "/lost");
  }
  assert.deepEqual([...tally.failures.keys()], ["GET /lost: The shop has closed the connection"]);
});

async function open(t: TestContext, answer: RequestListener) {
  const server = createServer(answer);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const tally = createTally();
  const visitor = createVisitor(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tally,
  );
  t.after(() => {
    visitor[Symbol.dispose]();
    server.closeAllConnections();
    server.close();
  });
  return { visitor, tally };
}
