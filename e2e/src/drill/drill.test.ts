import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceNames } from "@hipstershop/shop/names";
import { drill } from "./drill.ts";
import { summary } from "./tally.ts";

const thorough = process.env.REQUIRE_ALL === "1";

test("a shop under load loses no request when services are restarted and killed", {
  timeout: 30 * 60_000,
}, async (t) => {
  const services = thorough ? serviceNames : ["cartservice", "currencyservice", "frontend"];
  const report = await drill({
    requests: thorough ? 20_000 : 500,
    services,
    visitors: thorough ? 8 : 4,
    log: (line) => t.diagnostic(line),
    signal: t.signal,
  });
  const { tally, problems, restarts, kills } = report;
  t.diagnostic(summary(tally, restarts, kills));
  assert.deepEqual(tally.failures, []);
  assert(tally.placed.size > 0);
  assert.deepEqual(problems, []);
  // Two replicas of each; the frontend is restarted only.
  assert.equal(restarts, 2 * services.length);
  assert.equal(kills, services.length - 1);
});
