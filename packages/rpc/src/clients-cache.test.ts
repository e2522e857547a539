import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { fastPath, stockPath } from "@hipstershop/transport/testing";
import { type CallRecord, runInCallContext } from "./call-context.ts";
import { createSetup } from "./testing/create-setup.ts";

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, () => {
    test("keeps answers if it is asked to, and uses them when the service is down", async () => {
      await using setup = createSetup(path);
      let calls = 0;
      await using one = await setup.currency("one", (_request, context) => {
        calls += 1;
        context.responseHeader.set("cache-control", "max-age=0, stale-if-error=60");
      });
      const client = setup.clients.client(CurrencyService, { cache: true });
      await client.convert({ toCode: "EUR" });
      await client.convert({ toCode: "EUR" });
      assert.equal(calls, 2);
      one.kill();
      const records: CallRecord[] = [];
      let age: string | null = null;
      const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
      const answer = await runInCallContext(context, () =>
        client.convert({ toCode: "EUR" }, { onHeader: (header) => (age = header.get("age")) }),
      );
      assert.equal(answer.currencyCode, "one");
      assert.equal(age, "0");
      assert.equal(records[0]?.cache, "stale");
      const other = setup.clients.client(CurrencyService, { waitMs: 10 });
      await assert.rejects(other.convert({ toCode: "EUR" }), { code: Code.Unavailable });
    });

    test("shares a fresh answer among all clients that keep answers", async () => {
      await using setup = createSetup(path);
      let calls = 0;
      await using _one = await setup.currency("one", (_request, context) => {
        calls += 1;
        context.responseHeader.set("cache-control", "max-age=60");
      });
      const clients = [1, 2].map(() => setup.clients.client(CurrencyService, { cache: true }));
      for (const client of clients) await client.convert({ toCode: "EUR" });
      assert.equal(calls, 1);
      await setup.clients.client(CurrencyService).convert({ toCode: "EUR" });
      assert.equal(calls, 2);
      const [counts] = setup.clients.counts();
      assert.deepEqual(counts?.cached, { hit: 1, miss: 1, shared: 0, stale: 0 });
      assert.deepEqual(
        [counts.instances, counts.lookUps, counts.changes > 0, counts.ejections],
        [1, 1, true, 0],
      );
    });
  });
}
