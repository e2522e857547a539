import { create } from "@bufbuild/protobuf";
import {
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from "@hipstershop/proto/hipstershop/checkout";

/** The fields that differ from those of a correct request. */
export type OrderChanges = {
  readonly [Field in keyof PlaceOrderRequest]?: PlaceOrderRequest[Field] | undefined;
};

/** Returns a correct request with the changes. */
export function orderRequest(changes: OrderChanges = {}): PlaceOrderRequest {
  const valid = create(PlaceOrderRequestSchema, {
    userId: "ann",
    userCurrency: "USD",
    address: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    email: "someone@example.com",
    creditCard: {
      creditCardNumber: "4432-8015-6152-0454",
      creditCardCvv: 672,
      creditCardExpirationYear: 2039,
      creditCardExpirationMonth: 1,
    },
  });
  return Object.assign(valid, changes);
}

/** Returns the request for the order that a key names. */
export function byKey(userId: string, value: string) {
  return { userId, name: { case: "idempotencyKey", value } } as const;
}
