import { create, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  DeliveryKind,
  DeliveryState,
  OrderSchema,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";
import {
  PaymentEntryKind,
  PaymentSchema,
  PaymentState,
} from "@hipstershop/proto/hipstershop/payment";
import { ShipmentSchema } from "@hipstershop/proto/hipstershop/shipping";
import type { Books } from "../books.ts";

/** When everything in the example books was written, in milliseconds since the epoch. */
export const WRITTEN_MS = 1_700_000_000_000;

const at = timestampFromMs(WRITTEN_MS);

/** Some of the fields of a message. */
type Fields<Schema extends DescMessage> = MessageInitShape<Schema> & { $typeName?: never };

/** Returns an amount in US dollars. */
export const usd = (units: number, nanos = 0) => ({
  currencyCode: "USD",
  units: BigInt(units),
  nanos,
});

/** Returns a placed order of two mugs for 20 dollars, but for the changes. */
export function order(id: string, changes: Fields<typeof OrderSchema> = {}) {
  return create(OrderSchema, {
    result: {
      orderId: id,
      shippingTrackingId: `track-${id}`,
      items: [{ item: { productId: "mug", quantity: 2 }, cost: usd(10) }],
    },
    state: OrderState.PLACED,
    total: usd(20),
    begunAt: at,
    changedAt: at,
    deliveries: [
      { kind: DeliveryKind.MAIL, state: DeliveryState.DONE },
      { kind: DeliveryKind.CART, state: DeliveryState.DONE },
    ],
    ...changes,
  });
}

/** Returns a captured payment of 20 dollars, but for the changes. */
export function payment(id: string, changes: Fields<typeof PaymentSchema> = {}) {
  return create(PaymentSchema, {
    idempotencyKey: id,
    state: PaymentState.CAPTURED,
    amount: usd(20),
    captured: usd(20),
    entries: [
      { kind: PaymentEntryKind.AUTHORIZE, amount: usd(20), at },
      { kind: PaymentEntryKind.CAPTURE, amount: usd(20), at },
    ],
    ...changes,
  });
}

/** Returns a shipment of two mugs, but for the changes. */
export function shipment(id: string, changes: Fields<typeof ShipmentSchema> = {}) {
  return create(ShipmentSchema, {
    idempotencyKey: id,
    trackingId: `track-${id}`,
    items: [{ productId: "mug", quantity: 2 }],
    shippedAt: at,
    ...changes,
  });
}

/** Returns books in which everything agrees: a placed order, a refused one and a canceled one. */
export function exampleBooks(): Books {
  return {
    orders: [
      order("placed"),
      order("refused", { state: OrderState.REFUSED, deliveries: [] }),
      order("canceled", { state: OrderState.CANCELED, deliveries: [] }),
    ],
    payments: [
      payment("placed"),
      payment("canceled", {
        state: PaymentState.VOIDED,
        captured: usd(0),
        entries: [
          { kind: PaymentEntryKind.AUTHORIZE, amount: usd(20), at },
          { kind: PaymentEntryKind.VOID, amount: usd(20), at },
        ],
      }),
    ],
    shipments: [shipment("placed"), shipment("canceled", { canceledAt: at })],
    mailbox: { messageIds: ["<placed@shop.example>"], whole: true },
  };
}
