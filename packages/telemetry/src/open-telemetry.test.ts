import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { openTelemetry } from "./open-telemetry.ts";
import type { TelemetrySettings } from "./telemetry-settings.ts";

const SETTINGS: TelemetrySettings = {
  endpoint: undefined,
  headers: {},
  sampler: "always_on",
  samplerRatio: 1,
  resourceAttributes: {},
  hasMetrics: true,
  metricIntervalMs: 60_000,
};

test("openTelemetry listens to the registry when there is an observer, and not before", async (t) => {
  const registry = createMemoryRegistry();
  const heard = () => channel("hipstershop:registry").hasSubscribers;
  {
    await using _telemetry = openTelemetry({
      service: "cartservice",
      resource: {},
      registry,
      settings: SETTINGS,
    });
    assert.equal(heard(), false);
    await registry.register({
      id: "observer-1",
      service: "observer",
      address: "127.0.0.1:1",
      version: "test",
      metadata: {},
    });
    await t.waitFor(() => assert.equal(heard(), true), { interval: 5, timeout: 10_000 });
  }
  assert.equal(heard(), false);
});
