import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { readBooks } from "./read-books.ts";
import { readMailbox } from "./read-mailbox.ts";
import { order, payment, shipment } from "./testing/example-books.ts";

/** Returns the pages of three things, one a page. */
function pages<T>(make: (id: string) => T) {
  return (pageToken: string) => {
    const index = Number(pageToken || "0");
    return { page: [make(`id-${index}`)], nextPageToken: index < 2 ? `${index + 1}` : "" };
  };
}

test("readBooks reads each list to its end", async () => {
  const [orders, payments, shipments] = [pages(order), pages(payment), pages(shipment)];
  const transport = createRouterTransport((router) => {
    router.service(CheckoutService, {
      listOrders({ pageToken }) {
        const { page: all, nextPageToken } = orders(pageToken);
        return { all, nextPageToken };
      },
    });
    router.service(PaymentService, {
      listPayments({ pageToken }) {
        const { page, nextPageToken } = payments(pageToken);
        return { payments: page, nextPageToken };
      },
    });
    router.service(ShippingService, {
      listShipments({ pageToken }) {
        const { page, nextPageToken } = shipments(pageToken);
        return { shipments: page, nextPageToken };
      },
    });
  });
  const books = await readBooks({
    checkout: createClient(CheckoutService, transport),
    payment: createClient(PaymentService, transport),
    shipping: createClient(ShippingService, transport),
  });
  const ids = ["id-0", "id-1", "id-2"];
  assert.deepEqual(
    books.orders.map(({ result }) => result?.orderId),
    ids,
  );
  assert.deepEqual(
    books.payments.map(({ idempotencyKey }) => idempotencyKey),
    ids,
  );
  assert.deepEqual(
    books.shipments.map(({ idempotencyKey }) => idempotencyKey),
    ids,
  );
});

for (const [code, what] of [
  [Code.FailedPrecondition, "returns nothing where mail goes out over SMTP"],
  [Code.Unavailable, "throws what emailservice throws"],
] as const) {
  test(`readMailbox ${what}`, async () => {
    const listMail = () => {
      throw new ConnectError("no", code);
    };
    const transport = createRouterTransport(
      (router) => void router.service(EmailService, { listMail }),
    );
    const reading = readMailbox(createClient(EmailService, transport));
    if (code === Code.FailedPrecondition) assert.equal(await reading, undefined);
    else await assert.rejects(reading, { code });
  });
}
