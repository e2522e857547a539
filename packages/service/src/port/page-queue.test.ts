import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "../testing/soon.ts";
import { exchange, openTestPort } from "../testing/test-port.ts";
import { createPageQueue, TooBusyError } from "./page-queue.ts";

/** A port whose pages are made when the test says so. */
async function openPages(bounds: Partial<Parameters<typeof createPageQueue>[0]> = {}) {
  const queue = createPageQueue({ pages: 1, waitingPages: 100, pageWaitMs: 60_000, ...bounds });
  const making: string[] = [];
  const finish: (() => void)[] = [];
  const refused: string[] = [];
  const port = await openTestPort(
    (request, response) =>
      queue(request, response, (error) => {
        const url = request.url ?? "";
        if (error) {
          assert.ok(error instanceof TooBusyError);
          refused.push(url);
          response.statusCode = error.status;
          response.end("busy");
          return;
        }
        making.push(url);
        finish.push(() => response.end(`[${url}]`));
      }),
    { graceMs: 0 },
  );
  return {
    making,
    finish,
    refused,
    /** Asks for pages on one connection, and returns all that comes back. */
    ask: (...paths: string[]) =>
      exchange(
        port.address.port,
        paths
          .map((path, i) => {
            const last = i === paths.length - 1 ? "Connection: close\r\n" : "";
            return `GET ${path} HTTP/1.1\r\nHost: a\r\n${last}\r\n`;
          })
          .join(""),
      ),
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
}

test("a page waits for its turn, and connections take turns", async (t) => {
  await using pages = await openPages();
  const { making, finish } = pages;
  const many = pages.ask("/a1", "/a2", "/a3", "/a4");
  await t.waitFor(() => assert.equal(making.length, 1), soon);
  const one = pages.ask("/b");
  // Asked after it, and refused nothing: that it is not made shows that the other waits.
  const other = pages.ask("/c");
  for (let made = 1; made <= 6; made++) {
    await t.waitFor(() => assert.equal(making.length, made), soon);
    if (made === 1) await new Promise((resolve) => setTimeout(resolve, 0));
    finish[made - 1]?.();
  }
  assert.ok(making.indexOf("/b") < making.indexOf("/a4"));
  assert.match(await many, /\[\/a1\].*\[\/a4\]/s);
  assert.match(await one, /\[\/b\]/);
  assert.match(await other, /\[\/c\]/);
});

test("a page that waits too long is refused and told when to come back", async (t) => {
  await using pages = await openPages({ pageWaitMs: 50 });
  const first = pages.ask("/first");
  await t.waitFor(() => assert.equal(pages.making.length, 1), soon);
  const second = await pages.ask("/second");
  assert.match(second, /^HTTP\/1\.1 503 /);
  assert.match(second, /^retry-after: 5\r$/im);
  pages.finish[0]?.();
  assert.match(await first, /\[\/first\]/);
});

test("the newest page of the connection with the most is refused when too many wait", async (t) => {
  await using pages = await openPages({ waitingPages: 3 });
  const first = pages.ask("/first");
  await t.waitFor(() => assert.equal(pages.making.length, 1), soon);
  const many = pages.ask("/1", "/2", "/3", "/4");
  await t.waitFor(() => assert.deepEqual(pages.refused, ["/4"]), soon);
  const one = pages.ask("/one");
  await t.waitFor(() => assert.deepEqual(pages.refused, ["/4", "/3"]), soon);
  for (let made = 1; made <= 4; made++) {
    await t.waitFor(() => assert.equal(pages.making.length, made), soon);
    pages.finish[made - 1]?.();
  }
  assert.match(await one, /\[\/one\]/);
  await Promise.all([first, many]);
});
