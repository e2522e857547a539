import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { startSqlite } from "@hipstershop/database/testing";
import { fixedFaults } from "@hipstershop/faults";
import { LEDGER_DATABASE } from "./ledger-database.ts";
import { exampleCard } from "./testing/example-card.ts";
import { openPayments } from "./testing/open-payments.ts";

test("paymentFailure fails a share of what charges or authorizes a card, before anything is kept", async (t) => {
  const { open } = await startSqlite(t, LEDGER_DATABASE);
  let drawn = 0.4;
  const faults = fixedFaults({ paymentFailure: 0.5 }, () => drawn);
  const { client } = openPayments(open(), { faults });
  const amount = { currencyCode: "USD", units: 1n };
  const request = { idempotencyKey: "k", amount, creditCard: exampleCard() };
  await assert.rejects(client.authorize(request), { code: Code.Internal });
  await assert.rejects(client.charge(request), { code: Code.Internal });
  assert.equal((await client.listPayments({})).payments.length, 0);
  drawn = 0.6;
  await client.authorize(request);
  drawn = 0.4;
  // What was authorized can still be captured, or given back.
  await client.capture({ idempotencyKey: "k" });
});
