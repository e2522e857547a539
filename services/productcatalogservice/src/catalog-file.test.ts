import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtempDisposable, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openCatalogFile } from "./catalog-file.ts";

const catalog = (...names: string[]) =>
  JSON.stringify({
    products: names.map((name) => ({
      id: name,
      name,
      priceUsd: { currencyCode: "USD", units: 1 },
    })),
  });

async function setUp(t: TestContext) {
  const folder = await mkdtempDisposable(join(tmpdir(), "catalog-"));
  t.after(() => folder.remove());
  const path = join(folder.path, "catalog.json");
  await writeFile(path, catalog("Mug"));
  const infos: string[] = [];
  const errors: string[] = [];
  const log = {
    info: (_: unknown, message: string) => infos.push(message),
    error: ({ err }: { err: Error }) => errors.push(err.message),
  } as unknown as Parameters<typeof openCatalogFile>[1]["log"];
  return { folder: folder.path, path, log, infos, errors };
}

const names = (file: ReturnType<typeof openCatalogFile>) => file.products.map(({ name }) => name);
const patiently = { interval: 10, timeout: 20_000 };

test("openCatalogFile reads the file anew when it changes, also at once", async (t) => {
  const { path, log, infos } = await setUp(t);
  using file = openCatalogFile(path, { log });
  assert.deepEqual(names(file), ["Mug"]);
  writeFileSync(path, catalog("Mug", "Watch"));
  await t.waitFor(() => assert.deepEqual(names(file), ["Mug", "Watch"]), patiently);
  assert.deepEqual(infos, ["read the catalog file anew"]);
});

test("openCatalogFile follows the name when another file or link replaces the file", async (t) => {
  const { folder, path, log } = await setUp(t);
  using file = openCatalogFile(path, { log });
  await writeFile(join(folder, "next"), catalog("Loafers"));
  await rename(join(folder, "next"), path);
  await t.waitFor(() => assert.deepEqual(names(file), ["Loafers"]), patiently);
  await writeFile(join(folder, "..data"), catalog("Sunglasses"));
  await symlink("..data", join(folder, "link"));
  await rename(join(folder, "link"), path);
  await t.waitFor(() => assert.deepEqual(names(file), ["Sunglasses"]), patiently);
});

test("openCatalogFile keeps the last good catalog and says so once when the file is broken", async (t) => {
  const { path, log, errors } = await setUp(t);
  using file = openCatalogFile(path, { log });
  // Written at once: a file that is half written has another problem.
  writeFileSync(path, catalog("Watch").slice(0, -1));
  await t.waitFor(() => assert.equal(errors.length, 1), patiently);
  file.read();
  writeFileSync(path, catalog("Watch", "Watch"));
  file.read();
  file.read();
  assert.match(errors.at(-1) ?? "", /has the id of product 1$/);
  await rm(path);
  file.read();
  file.read();
  assert.equal(errors.length, 3);
  assert.deepEqual(names(file), ["Mug"]);
  writeFileSync(path, catalog("Watch"));
  file.read();
  assert.deepEqual(names(file), ["Watch"]);
});

test("openCatalogFile reads at once when told to", async (t) => {
  const { path, log } = await setUp(t);
  using file = openCatalogFile(path, { log });
  await writeFile(path, catalog("Hairdryer"));
  file.read();
  assert.deepEqual(names(file), ["Hairdryer"]);
});

test("openCatalogFile reads a file with a byte order mark, and refuses what is no UTF-8", async (t) => {
  const { path, log, errors } = await setUp(t);
  await writeFile(path, `\ufeff${catalog("Mug")}`);
  using file = openCatalogFile(path, { log });
  assert.deepEqual(names(file), ["Mug"]);
  await writeFile(path, catalog("Café"), "latin1");
  file.read();
  assert.deepEqual(errors, ["it must be UTF-8"]);
});

test("openCatalogFile throws when the first version is broken or missing", async (t) => {
  const { path, log } = await setUp(t);
  await writeFile(path, "{");
  assert.throws(() => openCatalogFile(path, { log }), {
    message: /^Cannot read the catalog file ".+catalog\.json": Expected property name/,
  });
  await rm(path);
  assert.throws(() => openCatalogFile(path, { log }), { message: /ENOENT/ });
});
