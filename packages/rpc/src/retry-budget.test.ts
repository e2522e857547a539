import assert from "node:assert/strict";
import { test } from "node:test";
import { createRetryBudget } from "./retry-budget.ts";

test("retry budget allows what is in reserve and then a share of the calls", () => {
  const budget = createRetryBudget({ reserve: 3, ratio: 0.25 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => budget.withdraw()),
    [true, true, true, false],
  );
  let retries = 0;
  for (let call = 0; call < 100; call++) {
    budget.deposit();
    if (budget.withdraw()) retries += 1;
  }
  assert.equal(retries, 25);
});

test("retry budget saves no more than its reserve", () => {
  const budget = createRetryBudget({ reserve: 2, ratio: 1 });
  for (let call = 0; call < 10; call++) budget.deposit();
  assert.deepEqual(
    [1, 2, 3].map(() => budget.withdraw()),
    [true, true, false],
  );
});
