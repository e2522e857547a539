import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startService } from "@hipstershop/service";
import { shippingservice } from "./shippingservice.ts";

test("shippingservice answers a key after a restart as before it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-shippingservice-"));
  t.after(() => rm(folder, { recursive: true }));
  const env = { SHOP: "test", REGISTRY: "memory", DATA_FOLDER: folder };

  async function ship(): Promise<unknown> {
    await using running = await startService(shippingservice, {
      env,
      logTo: { write: () => {} },
    });
    const url = `http://${running.instance.address}/hipstershop.ShippingService/ShipOrder`;
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address: { city: "Paris" }, idempotencyKey: "order" }),
    });
    return await response.json();
  }

  const first = await ship();
  assert.match((first as { trackingId: string }).trackingId, /^[A-Z]{2}-/);
  assert.deepEqual(await ship(), first);
});
