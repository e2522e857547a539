import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRates } from "./rates.ts";

test("parseRates keeps the order of its table", () => {
  assert.deepEqual(
    [...parseRates({ USD: "1.1305", EUR: "1.0", JPY: "126.40" }).keys()],
    ["USD", "EUR", "JPY"],
  );
});

test("parseRates throws when a rate is not positive or not exact", () => {
  assert.throws(
    () => parseRates({ USD: "0.0" }),
    new RangeError('The rate of "USD" must be positive, is "0.0"'),
  );
  assert.throws(() => parseRates({ USD: "-1" }), RangeError);
  assert.throws(() => parseRates({ USD: "1.0000000001" }), RangeError);
});
