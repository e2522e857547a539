import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type OrderResult, OrderResultSchema } from "@hipstershop/proto/hipstershop/order";

/** Returns an order for tests: two mugs and a loafer, to Mountain View. */
export function exampleOrder(
  changes: Exclude<MessageInitShape<typeof OrderResultSchema>, OrderResult> = {},
): OrderResult {
  return create(OrderResultSchema, {
    orderId: "1f0c7c5e-c7d2-11f0-9c2b-8b1f6e2d4a37",
    shippingTrackingId: "MC-35123-171234567",
    shippingCost: { currencyCode: "USD", units: 8n, nanos: 990_000_000 },
    shippingAddress: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    items: [
      {
        item: { productId: "6E92ZMYYFZ", quantity: 2 },
        cost: { currencyCode: "USD", units: 8n, nanos: 990_000_000 },
        productName: "Mug",
      },
      {
        item: { productId: "L9ECAV7KIM", quantity: 1 },
        cost: { currencyCode: "USD", units: 89n, nanos: 990_000_000 },
        productName: "Loafers",
      },
    ],
    ...changes,
  });
}
