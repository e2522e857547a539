import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { from } from "../testing/from.ts";
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
