import assert from "node:assert/strict";
import { test } from "node:test";
import { createRetryBudget } from "./retry-budget.ts";

/** Withdraws until nothing is left, and returns the number of retries. */
function spend(budget: ReturnType<typeof createRetryBudget>): number {
  let retries = 0;
  while (budget.withdraw()) retries += 1;
  return retries;
}

test("retry budget allows a hundred retries and then one for five calls", () => {
  const budget = createRetryBudget();
  assert.equal(spend(budget), 100);
  let retries = 0;
  for (let call = 0; call < 100; call++) {
    budget.deposit();
    if (budget.withdraw()) retries += 1;
  }
  assert.equal(retries, 20);
});

test("retry budget saves no more than its reserve", () => {
  const budget = createRetryBudget();
  for (let call = 0; call < 10; call++) budget.deposit();
  assert.equal(spend(budget), 100);
});
