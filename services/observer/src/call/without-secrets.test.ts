import assert from "node:assert/strict";
import { test } from "node:test";
import type { DescMessage } from "@bufbuild/protobuf";
import { StringValueSchema } from "@bufbuild/protobuf/wkt";
import { PlaceOrderRequestSchema } from "@hipstershop/proto/hipstershop/checkout";
import { withoutSecrets } from "./without-secrets.ts";

test("withoutSecrets leaves out all that is typed in about a card, by either of its names", () => {
  const kept = withoutSecrets(PlaceOrderRequestSchema, {
    userId: "ann",
    credit_card: { credit_card_number: "4432-8015-6152-0454" },
    creditCard: { creditCardCvv: 672, creditCardExpirationYear: 2039 },
    unknown: "4432-8015-6152-0454",
  });
  assert.deepEqual(kept, { userId: "ann", credit_card: {}, creditCard: {} });
});

test("withoutSecrets leaves out a secret that is wrapped in a message of Google's", () => {
  const field = { name: "card_number", jsonName: "cardNumber", fieldKind: "message" };
  const fields = [{ ...field, message: StringValueSchema, parent: { name: "Payment" } }];
  const desc = { fields } as unknown as DescMessage;
  assert.deepEqual(withoutSecrets(desc, { cardNumber: "4432-8015-6152-0454" }), {});
});
