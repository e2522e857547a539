import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openFlagFile } from "@hipstershop/faults";
import { startService } from "@hipstershop/service";
import { adservice } from "./adservice.ts";

test("adservice uses a processor while adHighCpu is on, and still answers", async (t) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-faults-"));
  const FLAGS_FILE = join(folder.path, "flags.json");
  using flags = openFlagFile(FLAGS_FILE);
  const env = { SHOP: "test", REGISTRY: "memory", FLAGS_FILE };
  await using running = await startService(adservice, { env, logTo: { write() {} } });
  flags.set("adHighCpu", true);
  const startUs = process.cpuUsage().user;
  await t.waitFor(() => assert.ok(process.cpuUsage().user - startUs > 500_000), soon);
  const response = await fetch(`http://${running.instance.address}/hipstershop.AdService/GetAds`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  assert.equal(response.status, 200);
  flags.clearAll();
  let lastUs = process.cpuUsage().user;
  await t.waitFor(() => {
    const usedUs = process.cpuUsage().user - lastUs;
    lastUs += usedUs;
    assert.ok(usedUs < 20_000);
  }, soon);
});

const soon = { interval: 100, timeout: 20_000 };
