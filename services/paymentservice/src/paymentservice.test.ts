import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startService } from "@hipstershop/service";
import { paymentservice } from "./paymentservice.ts";
import { exampleCard } from "./testing/example-card.ts";

test("paymentservice answers a key after a restart as before it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-paymentservice-"));
  t.after(() => rm(folder, { recursive: true }));
  const env = { SHOP: "test", REGISTRY: "memory", DATA_FOLDER: folder };

  async function charge(): Promise<unknown> {
    await using running = await startService(paymentservice, { env, logTo: { write: () => {} } });
    const url = `http://${running.instance.address}/hipstershop.PaymentService/Charge`;
    const amount = { currencyCode: "USD", units: "19" };
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ amount, creditCard: exampleCard(), idempotencyKey: "order" }),
    });
    return await response.json();
  }

  const first = await charge();
  assert.match((first as { transactionId: string }).transactionId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(await charge(), first);
});
