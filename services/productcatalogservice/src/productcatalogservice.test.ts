import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import type { ServiceContext } from "@hipstershop/service";
import { productcatalogservice } from "./productcatalogservice.ts";

// node --test makes its test processes write a report on SIGUSR2.
process.report.reportOnSignal = false;

const catalog = (name: string) =>
  JSON.stringify({ products: [{ id: "1", name, priceUsd: { currencyCode: "USD", units: 1 } }] });

const patiently = { interval: 10, timeout: 20_000 };

async function setUp(t: TestContext, file?: string) {
  const resources = new AsyncDisposableStack();
  t.after(() => resources.disposeAsync());
  const logged: unknown[] = [];
  const log = {
    info: (...entry: unknown[]) => logged.push(entry.at(-1)),
    error: (...entry: unknown[]) => logged.push(entry.at(-1)),
  };
  const context = { config: { CATALOG_FILE: file }, log, resources } as unknown as ServiceContext;
  const { rpcs } = await productcatalogservice.create(context);
  const transport = createRouterTransport(({ service }) => {
    for (const { service: offered, implementation } of rpcs) service(offered, implementation);
  });
  return { client: createClient(ProductCatalogService, transport), logged, resources };
}

test("productcatalogservice serves the shop's nine products when no file is named", async (t) => {
  const { client } = await setUp(t);
  assert.equal((await client.listProducts({})).products.length, 9);
});

test("productcatalogservice reads its file on every request from SIGUSR1 to SIGUSR2", async (t) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "catalog-"));
  const file = join(folder.path, "catalog.json");
  await writeFile(file, catalog("Mug"));
  const { client, logged } = await setUp(t, file);
  const name = async () => (await client.getProduct({ id: "1" })).name;

  process.kill(process.pid, "SIGUSR1");
  await t.waitFor(() => {
    assert.deepEqual(logged, ["reading the catalog file on every request"]);
  }, patiently);
  for (const version of ["Mug 2", "Mug 3"]) {
    await writeFile(file, catalog(version));
    assert.equal(await name(), version);
  }
  await writeFile(file, "{");
  assert.equal(await name(), "Mug 3");

  process.kill(process.pid, "SIGUSR2");
  await t.waitFor(() => {
    assert.equal(logged.at(-1), "reading the catalog file when it changes");
  }, patiently);
});

test("productcatalogservice removes its signal handlers when it ends", async (t) => {
  const { resources } = await setUp(t);
  assert.equal(process.listenerCount("SIGUSR1"), 1);
  await resources.disposeAsync();
  assert.equal(process.listenerCount("SIGUSR1"), 0);
  assert.equal(process.listenerCount("SIGUSR2"), 0);
});

test("productcatalogservice does not start when the file it is given is missing", async (t) => {
  await assert.rejects(setUp(t, "/nowhere/catalog.json"), /ENOENT.*\/nowhere\/catalog\.json/);
});
