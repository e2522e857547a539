import assert from "node:assert/strict";
import { test } from "node:test";
import { renderSummary } from "./render-summary.ts";
import { createStatistics } from "./statistics.ts";

test("createStatistics counts requests, failures and durations by route", () => {
  let nowMs = 0;
  const statistics = createStatistics(() => nowMs);
  for (let ms = 1; ms <= 100; ms++) statistics.record("GET /", ms);
  statistics.record("GET /cart", 7, "status 500");
  nowMs = 10_000;
  const { seconds, total, routes } = statistics.summary();
  assert.equal(seconds, 10);
  assert.deepEqual(Object.keys(routes), ["GET /", "GET /cart"]);
  assert.deepEqual([total.requests, total.failed, total.requestsPerSecond], [101, 1, 10.1]);
  assert.deepEqual(total.failures, { "GET /cart: status 500": 1 });
  assert.deepEqual(routes["GET /cart"]?.failures, { "status 500": 1 });
  near(routes["GET /"]?.p50Ms, 50);
  near(routes["GET /"]?.p90Ms, 90);
  near(routes["GET /"]?.p99Ms, 99);
});

test("createStatistics counts what was asked again beside the requests", () => {
  const statistics = createStatistics();
  statistics.recordAgain("GET /");
  statistics.record("GET /", 1);
  statistics.record("GET /cart", 1);
  const { total, routes } = statistics.summary();
  assert.deepEqual([total.requests, total.failed, total.askedAgain], [2, 0, 1]);
  assert.deepEqual([routes["GET /"]?.askedAgain, routes["GET /cart"]?.askedAgain], [1, 0]);
});

test("createStatistics counts requests whose duration is beyond its limits", () => {
  const statistics = createStatistics();
  statistics.record("GET /", 3_600_000);
  statistics.record("GET /", 0);
  assert.equal(statistics.summary().total.requests, 2);
});

test("recentRate returns the requests per second since its last call", () => {
  let nowMs = 0;
  const statistics = createStatistics(() => nowMs);
  for (let count = 0; count < 50; count++) statistics.record("GET /", 1);
  nowMs = 5_000;
  assert.equal(statistics.recentRate(), 10);
  statistics.record("GET /", 1);
  nowMs = 6_000;
  assert.equal(statistics.recentRate(), 1);
});

test("renderSummary says that nothing was asked again by saying nothing", () => {
  const statistics = createStatistics();
  statistics.record("GET /", 12);
  assert.doesNotMatch(renderSummary(statistics.summary(), 1, 1), /again/);
});

test("renderSummary shows the rate, each route, what was asked again and each failure", () => {
  let nowMs = 0;
  const statistics = createStatistics(() => nowMs);
  statistics.recordAgain("GET /");
  statistics.record("GET /", 12);
  statistics.record("POST /cart", 30, "status 503");
  nowMs = 3_723_000;
  const text = renderSummary(statistics.summary(), 4.25, 10);
  assert.match(text, /^1:02:03 {2}4\.3 requests\/s now, visitors: 10$/m);
  assert.match(text, /^GET \/ +1 +0 +0\.0 +12\.0 +12\.0 +12\.0$/m);
  assert.match(text, /^all +2 +1 /m);
  assert.match(text, /^ {2}1 x no answer, and asked again$/m);
  assert.match(text, /^ {2}1 x POST \/cart: status 503$/m);
});

test("renderSummary fits into 80 columns when all that visitors do is in it", () => {
  const statistics = createStatistics();
  for (const route of ["GET /product/{id}", "POST /cart/checkout"])
    statistics.record(route, 60_000);
  const lengths = renderSummary(statistics.summary(), 99_999, 10)
    .split("\n")
    .map(({ length }) => length);
  assert.equal(Math.max(...lengths), 80);
});

function near(actual = 0, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= expected / 100 + 0.01, `${actual}, not ${expected}`);
}
