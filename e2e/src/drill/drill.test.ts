import assert from "node:assert/strict";
import { test } from "node:test";
import { SERVICES } from "../shop.ts";
import { drill } from "./drill.ts";
import { summary } from "./tally.ts";

const thorough = process.env.REQUIRE_ALL === "1";

test("a shop under load loses no request when services are restarted and killed", async (t) => {
  const report = await drill({
    requests: thorough ? 20_000 : 500,
    services: thorough ? SERVICES : ["cartservice", "currencyservice", "frontend"],
    shoppers: thorough ? 8 : 4,
    log: (line) => t.diagnostic(line),
  });
  const { tally, restarts, kills } = report;
  t.diagnostic(summary(tally, restarts, kills));
  assert.deepEqual(tally.failures, []);
  assert.ok(restarts >= (thorough ? 10 : 6));
  assert.ok(kills >= (thorough ? 9 : 2));
});
