import assert from "node:assert/strict";
import { test } from "node:test";
import { openFrontend } from "../testing/open-frontend.ts";

test("a page names its files by their version, and they may be kept for ever", async () => {
  await using frontend = await openFrontend();
  const { body } = await frontend.get("/");
  const paths = [...body.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((match) => match[1]);
  assert(paths.length > 5);
  for (const path of paths as string[]) {
    const file = await frontend.get(path);
    assert.equal(file.status, 200, path);
    assert.equal(file.headers.get("cache-control"), "public, max-age=31536000, immutable", path);
    assert.equal(file.headers.get("set-cookie"), null, path);
  }
});

test("a file without a version, or with another, is checked again by its ETag", async () => {
  await using frontend = await openFrontend();
  for (const path of [
    "/static/img/products/mug.svg",
    "/static/0123456789ab/img/products/mug.svg",
  ]) {
    const file = await frontend.get(path);
    assert.equal(file.status, 200);
    assert.equal(file.headers.get("content-type"), "image/svg+xml");
    assert.equal(file.headers.get("cache-control"), "public, no-cache");
    const etag = file.headers.get("etag") as string;
    assert.equal((await frontend.get(path, { "if-none-match": etag })).status, 304);
  }
  assert.equal((await frontend.get("/static/img/nothing.svg")).status, 404);
});

test("pages and files are compressed as the client accepts", async () => {
  await using frontend = await openFrontend();
  for (const path of ["/", "/static/css/all.css"]) {
    for (const encoding of ["br", "gzip"]) {
      // fetch decodes the body by itself, but content-length is the length that was sent.
      const headers = { "accept-encoding": encoding };
      const response = await fetch(`${frontend.url}${path}`, { headers });
      assert.equal(response.headers.get("content-encoding"), encoding);
      assert.equal(response.headers.get("vary"), "accept-encoding");
      const sent = Number(response.headers.get("content-length"));
      assert(sent < (await response.text()).length / 2);
    }
    const plain = await frontend.get(path, { "accept-encoding": "identity" });
    assert.equal(plain.headers.get("content-encoding"), null);
  }
});

test("HEAD answers as GET does, without a body", async () => {
  await using frontend = await openFrontend();
  for (const path of ["/", "/cart", "/product/6E92ZMYYFZ", "/static/css/all.css"]) {
    const response = await fetch(`${frontend.url}${path}`, { method: "HEAD" });
    assert.equal(response.status, 200, path);
    assert.equal(await response.text(), "");
    assert(Number(response.headers.get("content-length")) > 0);
  }
});
