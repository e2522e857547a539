import assert from "node:assert/strict";
import { test } from "node:test";
import { openRegistryFromEnv } from "@hipstershop/service";
import { findFrontend } from "./find-frontend.ts";
import { waitForFrontend } from "./wait-for-frontend.ts";

const env = { REGISTRY: "memory", SHOP: "load" };

test("waitForFrontend resolves when the first frontend is known", async () => {
  await using registry = await openRegistryFromEnv(env);
  const found = waitForFrontend(registry, new AbortController().signal).then(() =>
    findFrontend(registry),
  );
  const address = "127.0.0.1:8081";
  const rest = { service: "frontend", version: "", metadata: {} };
  await registry.register({ id: "adservice-1", ...rest, service: "adservice", address });
  await registry.register({ id: "frontend-1", ...rest, address });
  assert.equal(await found, `http://${address}`);
});

test("waitForFrontend resolves when it is told to stop", async () => {
  await using registry = await openRegistryFromEnv(env);
  const stopping = new AbortController();
  const waiting = waitForFrontend(registry, stopping.signal);
  stopping.abort();
  await waiting;
});
