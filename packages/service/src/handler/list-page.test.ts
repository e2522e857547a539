import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { listPage } from "./list-page.ts";

const ids = [2, 3, 5, 8, 13];
const list = async (afterId: number, limit: number) =>
  ids
    .filter((id) => id > afterId)
    .slice(0, limit)
    .map((id) => ({ id }));

async function pagesOf(pageSize: number): Promise<number[][]> {
  const pages: number[][] = [];
  let pageToken = "";
  do {
    const { found, nextPageToken } = await listPage({ pageToken, pageSize }, list);
    pages.push(found.map(({ id }) => id));
    pageToken = nextPageToken;
  } while (pageToken !== "");
  return pages;
}

test("listPage goes through a list page by page", async () => {
  assert.deepEqual(await pagesOf(2), [[2, 3], [5, 8], [13]]);
  assert.deepEqual(await pagesOf(5), [ids]);
  assert.deepEqual(await pagesOf(0), [ids]);
});

test("listPage returns at most 1,000 at a time", async () => {
  const endless = async (afterId: number, limit: number) =>
    Array.from({ length: limit }, (_, i) => ({ id: afterId + i + 1 }));
  for (const pageSize of [0, 5_000]) {
    const { found, nextPageToken } = await listPage({ pageToken: "", pageSize }, endless);
    assert.deepEqual([found.length, nextPageToken], [1_000, "1000"]);
  }
});

test("listPage refuses a token that it did not make, and a negative size", async () => {
  for (const [request, message] of [
    [
      { pageToken: "1; --", pageSize: 0 },
      "page_token must be the next_page_token of an earlier page, or empty",
    ],
    [{ pageToken: "", pageSize: -1 }, "page_size must not be negative, as -1 is"],
  ] as const) {
    await assert.rejects(listPage(request, list), new ConnectError(message, Code.InvalidArgument));
  }
});
