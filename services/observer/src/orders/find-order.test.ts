import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { findOrder } from "./find-order.ts";

/** A checkout whose orders have the ids "1" to `count`, and the sizes of the pages that it was asked for. */
function checkoutWith(count: number) {
  const asked: number[] = [];
  const transport = createRouterTransport(({ service }) => {
    service(CheckoutService, {
      listOrders({ pageToken, pageSize, newestFirst }) {
        assert.ok(newestFirst);
        asked.push(pageSize);
        const last = Number(pageToken || count);
        const all = Array.from({ length: Math.min(pageSize, last) }, (_, index) => ({
          result: { orderId: `${last - index}` },
        }));
        const next = last - all.length;
        return { all, nextPageToken: next > 0 ? `${next}` : "" };
      },
    });
  });
  return { asked, client: createClient(CheckoutService, transport) };
}

for (const [id, pages] of [
  ["5000", [1_000]],
  ["3999", [1_000, 1_000]],
  ["1", [1_000, 1_000, 1_000, 1_000, 1_000]],
  ["none", [1_000, 1_000, 1_000, 1_000, 1_000]],
] as const) {
  test(`findOrder reads ${pages.length} pages of 5,000 orders for the order "${id}"`, async () => {
    const { asked, client } = checkoutWith(5_000);
    const order = await findOrder(client, id, 10_000);
    assert.equal(order?.result?.orderId, id === "none" ? undefined : id);
    assert.deepEqual(asked, pages);
  });
}

test("findOrder looks at no more than it is told", async () => {
  const { asked, client } = checkoutWith(5_000);
  assert.equal(await findOrder(client, "3499", 1_500), undefined);
  assert.deepEqual(asked, [1_000, 500]);
});
