import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { from } from "../testing/from.ts";
import { soon } from "../testing/soon.ts";
import { startCurrency } from "../testing/start-currency.ts";

test("/metrics has the connections, what the registry knows, and who was put aside", async () => {
  const registry = createMemoryRegistry();
  await using service = await startCurrency({ registry });
  // Nothing listens there.
  const address = "127.0.0.1:1";
  const dead = { id: "dead-1", service: "deadservice", address, version: "", metadata: {} };
  await using _registered = await registry.register(dead);
  const client = service.context.client(CurrencyService, { name: "deadservice", waitMs: 100 });
  await assert.rejects(client.convert({ from, toCode: "EUR" }), { code: Code.Unavailable });
  const text = await (await fetch(`${service.url}/metrics`)).text();
  assert.match(text, /^hipstershop_server_connections 1$/m);
  for (const name of [
    "registry_instances",
    "registry_lookups_total",
    "registry_changes_total",
    "rpc_client_ejections_total",
  ]) {
    assert.match(
      text,
      new RegExp(`^hipstershop_${name}\\{server_address="deadservice"\\} 1$`, "m"),
    );
  }
});

for (const fastPath of [true, false]) {
  const path = fastPath ? "the fast path" : "connect-node";
  test(`/metrics has the connections to others, with a call and without one, over ${path}`, async (t) => {
    await using service = await startCurrency({ registry: createMemoryRegistry(), fastPath });
    const open = async () => {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      const of = (state: string) =>
        new RegExp(
          `^http_client_open_connections\\{server_address="currencyservice",http_connection_state="${state}"\\} (\\d+)$`,
          "m",
        ).exec(text)?.[1];
      return { active: of("active"), idle: of("idle") };
    };
    const client = service.context.client(CurrencyService);
    await client.convert({ from, toCode: "EUR" });
    assert.deepEqual(await open(), { active: "0", idle: "1" });
    const ending = new AbortController();
    const { signal } = ending;
    const slow = assert.rejects(client.convert({ from, toCode: "SLOW" }, { signal }));
    await t.waitFor(async () => assert.deepEqual(await open(), { active: "1", idle: "0" }), soon);
    // Streams have one of their own beside the fast path.
    const health = service.context.client(Health, { name: "currencyservice" });
    const states = health.watch({}, { signal })[Symbol.asyncIterator]();
    await states.next();
    assert.deepEqual(await open(), { active: fastPath ? "2" : "1", idle: "0" });
    ending.abort();
    await slow;
  });
}
