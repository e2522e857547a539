import assert from "node:assert/strict";
import { test } from "node:test";
import { getSlices } from "./api-server.ts";
import { startFakeApiServer } from "./testing/fake-api-server.ts";

test("getSlices rejects with the time that the server asks for, at most five minutes", async () => {
  await using fake = await startFakeApiServer();
  const { signal } = new AbortController();
  for (const [retryAfter, retryAfterMs] of [
    [undefined, undefined],
    [-1, undefined],
    [0, 0],
    [7, 7_000],
    [300, 300_000],
    // A timer with such a time is due at once.
    [3_000_000, 300_000],
    [Number.MAX_VALUE, 300_000],
  ] as const) {
    fake.fail(1, { status: 429, ...(retryAfter !== undefined && { retryAfter }) });
    const asking = getSlices(fake, new URLSearchParams(), { silenceMs: 60_000, signal });
    await assert.rejects(asking, { name: "ApiError", status: 429, retryAfterMs });
  }
});
