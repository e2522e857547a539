import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Code, type ConnectError } from "@connectrpc/connect";
import { fixedFaults, openFlagFile } from "@hipstershop/faults";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import { openFastTransport } from "@hipstershop/transport";
import { from } from "../testing/from.ts";
import { soon } from "../testing/soon.ts";
import { startCurrency } from "../testing/start-currency.ts";

async function setUp(t: TestContext) {
  const folder = await mkdtempDisposable(join(tmpdir(), "faults-"));
  t.after(() => folder.remove());
  const FLAGS_FILE = join(folder.path, "flags.json");
  const file = openFlagFile(FLAGS_FILE);
  const registry = createMemoryRegistry();
  const clients = createClients({ registry, open: openFastTransport });
  t.after(async () => {
    file[Symbol.dispose]();
    await clients[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });
  const start = () => startCurrency({ registry, env: { FLAGS_FILE } });
  const addresses = async () =>
    (await registry.getService("currencyservice")).map(({ address }) => address);
  const currency = clients.client(CurrencyService);
  const convert = () => currency.convert({ from, toCode: "EUR" });
  return { file, registry, start, addresses, convert };
}

test("registryFalseInstance announces an instance that is not there, and callers reach the others", async (t) => {
  const { file, start, addresses, convert } = await setUp(t);
  await using service = await start();
  const { address } = service.instance;
  file.set("registryFalseInstance", true, { service: "currencyservice" });
  await t.waitFor(async () => {
    assert.deepEqual(new Set(await addresses()), new Set([address, "127.0.0.1:9"]));
  }, soon);
  for (let i = 0; i < 20; i++) await convert();
  file.clearAll();
  await t.waitFor(async () => assert.deepEqual(await addresses(), [address]), soon);
});

test("registryLostGoodbye leaves an instance listed that has stopped, and callers reach the others", async (t) => {
  const { file, start, addresses, convert } = await setUp(t);
  const gone = await start();
  await using stays = await start();
  file.set("registryLostGoodbye", true, { instance: gone.instance.id });
  // At once: it has not read the file by itself yet.
  await gone[Symbol.asyncDispose]();
  const both = [gone.instance.address, stays.instance.address];
  assert.deepEqual(new Set(await addresses()), new Set(both));
  for (let i = 0; i < 20; i++) await convert();
});

test("a call that fails with another code than unavailable is not asked again", async (t) => {
  const { registry, start, convert } = await setUp(t);
  let failed = 0;
  const rpcFailure = () => {
    failed++;
    return 1;
  };
  const faults = fixedFaults({ rpcFailure, rpcFailureCode: "internal" });
  await using _broken = await startCurrency({ registry, faults });
  await using _whole = await start();
  let told = 0;
  for (let i = 0; i < 20; i++) {
    await convert().catch((error: ConnectError) => {
      assert.equal(error.code, Code.Internal);
      told++;
    });
  }
  assert.ok(failed > 0);
  assert.equal(told, failed);
});

test("an instance whose calls fail is put aside, and no caller of a read sees a failure", async (t) => {
  const { registry, start, convert } = await setUp(t);
  let failed = 0;
  const rpcFailure = () => {
    failed++;
    return 1;
  };
  await using _broken = await startCurrency({ registry, faults: fixedFaults({ rpcFailure }) });
  await using _whole = await start();
  for (let i = 0; i < 40; i++) await convert();
  assert.ok(failed > 0 && failed < 15, `${failed} of 40 calls went to the broken instance`);
});
