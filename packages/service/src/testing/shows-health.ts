import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { post } from "./post.ts";
import type { StartedCurrency } from "./start-currency.ts";

/** Waits until the health of the currency service is a status: "SERVING". */
export async function showsHealth(
  t: TestContext,
  { url }: StartedCurrency,
  status: string,
): Promise<void> {
  const body = JSON.stringify({ service: "hipstershop.CurrencyService" });
  await t.waitFor(
    async () => {
      const answer = await post(url, "/grpc.health.v1.Health/Check", body);
      assert.deepEqual(await answer.json(), { status });
    },
    { interval: 20, timeout: 60_000 },
  );
}
