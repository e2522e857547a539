import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { AddressSchema } from "@hipstershop/proto/hipstershop/common";
import { openShop } from "./testing/open-shop.ts";
import { type OrderChanges, orderRequest } from "./testing/order-request.ts";

for (const [what, changes, message] of [
  ["no user", { userId: "" }, "user_id must be set"],
  ["no currency", { userCurrency: "" }, "user_currency must be set"],
  ["no address", { address: undefined }, "address must be set"],
  ["an empty address", { address: create(AddressSchema) }, "address.street_address must be set"],
  ["no email", { email: "" }, "email must be set"],
  ["no card", { creditCard: undefined }, "credit_card must be set"],
  [
    "a city without end",
    { address: create(AddressSchema, { streetAddress: "1 Quay", city: "x".repeat(513) }) },
    "address.city of 513 characters must have at most 512",
  ],
  [
    "a key that is too long",
    { idempotencyKey: "k".repeat(129) },
    "idempotency_key of 129 characters must have at most 128",
  ],
] as [string, OrderChanges, string][]) {
  test(`placeOrder refuses ${what}, and charges nothing`, async (t) => {
    const shop = await openShop(t);
    await assert.rejects(shop.checkout.placeOrder(orderRequest(changes)), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.equal(shop.calls.includes("Authorize"), false);
  });
}
