import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { assetsFolder } from "../assets-folder.ts";
import { openAssets } from "./assets.ts";

test("openAssets reads templates and files anew after a change when it watches", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-assets-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(assetsFolder, folder, { recursive: true });
  using assets = openAssets(folder, { watched: true });
  const before = assets.files.url("/static/js/shop.js");
  await writeFile(join(folder, "views/new.eta"), "Hello, <%= it.name %>");
  await writeFile(join(folder, "static/js/shop.js"), "// changed");
  await t.waitFor(
    () => {
      assert.equal(assets.render("new", { name: "<you>" }), "Hello, &lt;you&gt;");
      assert.notEqual(assets.files.url("/static/js/shop.js"), before);
    },
    { interval: 10, timeout: 20_000 },
  );
});

test("openAssets reads a template anew each time git replaces it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-assets-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(assetsFolder, folder, { recursive: true });
  await writeFile(join(folder, "views/new.eta"), "");
  using assets = openAssets(folder, { watched: true });
  for (const text of ["one", "two", "three"]) {
    await rm(join(folder, "views/new.eta"));
    await writeFile(join(folder, "views/new.eta"), text);
    await t.waitFor(() => assert.equal(assets.render("new", {}), text), {
      interval: 10,
      timeout: 20_000,
    });
  }
});
