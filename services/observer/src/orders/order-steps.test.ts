import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { orderSteps } from "./order-steps.ts";

for (const [state, places] of [
  ["AUTHORIZING", "here ahead ahead ahead"],
  ["CAPTURING", "past past here ahead"],
  ["PLACED", "past past past end"],
  ["REFUSED", "past failed"],
  ["CANCELING", "past here ahead"],
  ["CANCELED", "past past failed"],
] as const) {
  test(`orderSteps of ${state} are ${places}`, () => {
    const found = orderSteps(OrderState[state]).map(({ place }) => place);
    assert.equal(found.join(" "), places);
  });
}
