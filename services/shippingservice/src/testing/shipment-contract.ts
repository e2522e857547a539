import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { addColumns, type OpenDatabase } from "@hipstershop/database/testing";
import type { Shipment, ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { openShipping } from "./open-shipping.ts";

type ShippingClient = Client<typeof ShippingService>;

const mug = { productId: "6E92ZMYYFZ", quantity: 2 };
const address = { streetAddress: "1 Rue Ney", city: "Paris", state: "", country: "France" };
const KEYS = Array.from({ length: 20 }, (_, i) => `order ${i}`);

/**
 * Declares the tests of shipments that two instances of the service share. `start` gives each test
 * shipments of its own, and returns what opens them, each time over another connection.
 */
export function shipmentContract(
  kind: string,
  start: (t: TestContext) => Promise<OpenDatabase>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  function contract(
    does: string,
    run: (here: ShippingClient, there: ShippingClient) => Promise<void>,
  ): void {
    test(`shippingservice over ${kind} ${does}`, { skip, timeout: 60_000 }, async (t) => {
      const open = await start(t);
      await run(openShipping(open()), openShipping(open()));
    });
  }

  contract("ships a key once when two instances are asked at once", async (here, there) => {
    for (const key of KEYS) {
      const answers = await Promise.all([ship(here, key), ship(there, key), ship(here, key)]);
      assert.equal(new Set(answers).size, 1);
      assert.deepEqual(await ship(there, key), answers[0]);
    }
    assert.equal((await list(here)).length, KEYS.length);
  });

  contract("leaves nothing on its way when one ships and another cancels", async (here, there) => {
    for (const key of KEYS) {
      const [shipped] = await Promise.allSettled([ship(here, key), cancel(there, key)]);
      const shipment = await find(here, key);
      assert.ok(shipment?.canceledAt);
      if (shipped.status === "fulfilled") assert.equal(shipment.trackingId, shipped.value);
      else assert.ok(isCanceled(shipped.reason) && shipment.trackingId === "");
      await assert.rejects(ship(there, key), isCanceled);
    }
  });

  contract("forbids a shipment that is canceled before it is sent", async (here, there) => {
    await cancel(here, "order");
    await cancel(there, "order");
    await assert.rejects(ship(here, "order"), isCanceled);
    const { trackingId, items, shippedAt } = (await find(there, "order")) ?? {};
    assert.deepEqual([trackingId, items, shippedAt], ["", [], undefined]);
  });

  contract("answers a repeated key with the first shipment, whatever it asks", async (here) => {
    const first = await ship(here, "order");
    const { trackingId } = await here.shipOrder({
      address: { city: "Rome" },
      items: [],
      idempotencyKey: "order",
    });
    assert.equal(trackingId, first);
    assert.partialDeepStrictEqual(await find(here, "order"), { trackingId: first, items: [mug] });
  });

  contract("refuses a request that is older than one that it has seen", async (here, there) => {
    const newest = 2n ** 62n;
    const first = await ship(here, "order", newest - 1n);
    assert.equal(await ship(there, "order", newest), first);
    const old = {
      code: Code.FailedPrecondition,
      rawMessage: `epoch ${newest - 1n} of the shipment is older than ${newest}`,
    };
    await assert.rejects(ship(here, "order", newest - 1n), old);
    await assert.rejects(cancel(here, "order", newest - 1n), old);
    assert.equal((await find(here, "order"))?.canceledAt, undefined);
    await cancel(there, "order", newest);
  });

  test(`shippingservice over ${kind} goes on when a later release adds columns`, {
    skip,
    timeout: 60_000,
  }, async (t) => {
    const open = await start(t);
    const client = openShipping(open());
    for (const key of ["before", "after"]) {
      if (key === "after") await addColumns(open());
      const trackingId = await ship(client, key);
      await cancel(client, key);
      assert.equal((await find(client, key))?.trackingId, trackingId);
    }
  });

  contract("lists what was named first, page by page", async (here, there) => {
    for (const key of KEYS) await (key === "order 7" ? cancel(there, key) : ship(here, key));
    await ship(there, "order 0");
    const keys: string[] = [];
    let pageToken = "";
    do {
      const page = await there.listShipments({ pageToken, pageSize: 8 });
      keys.push(...page.shipments.map(({ idempotencyKey }) => idempotencyKey));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    assert.deepEqual(keys, KEYS);
  });

  contract("keeps nothing of a shipment without a key", async (here) => {
    const request = { address, items: [mug] };
    const [one, other] = [await here.shipOrder(request), await here.shipOrder(request)];
    assert.notEqual(one.trackingId, other.trackingId);
    assert.deepEqual(await list(here), []);
  });
}

async function ship(client: ShippingClient, idempotencyKey: string, epoch = 0n): Promise<string> {
  return (await client.shipOrder({ address, items: [mug], idempotencyKey, epoch })).trackingId;
}

async function cancel(client: ShippingClient, idempotencyKey: string, epoch = 0n): Promise<void> {
  await client.cancelShipment({ idempotencyKey, epoch });
}

async function list(client: ShippingClient): Promise<Shipment[]> {
  return (await client.listShipments({})).shipments;
}

async function find(client: ShippingClient, key: string): Promise<Shipment | undefined> {
  return (await list(client)).find(({ idempotencyKey }) => idempotencyKey === key);
}

function isCanceled(error: unknown): boolean {
  return (
    error instanceof ConnectError &&
    error.code === Code.FailedPrecondition &&
    error.rawMessage === "the shipment was canceled"
  );
}
