import assert from "node:assert/strict";
import { test } from "node:test";
import { openRegistryFromEnv } from "@hipstershop/service";
import { findFrontend } from "./find-frontend.ts";

test("findFrontend finds one of the frontends that run, and says when there is none", async () => {
  await using registry = await openRegistryFromEnv({ REGISTRY: "memory", SHOP: "load" });
  await assert.rejects(findFrontend(registry), /no frontend is found/);
  const addresses = ["127.0.0.1:8081", "127.0.0.1:8082"];
  for (const [index, address] of addresses.entries()) {
    const id = `frontend-${index}`;
    await registry.register({ id, service: "frontend", address, version: "", metadata: {} });
  }
  assert.ok(addresses.map((address) => `http://${address}`).includes(await findFrontend(registry)));
});
