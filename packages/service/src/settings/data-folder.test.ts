import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { dataFolder } from "./data-folder.ts";

const root = join(import.meta.dirname, "../../../..");

test("dataFolder is the same for every service of the workspace", () => {
  const folder = dataFolder({ SHOP: "test", DATA_FOLDER: undefined });
  assert.equal(folder, join(root, ".data/test"));
});

test("dataFolder is below DATA_FOLDER when that is set", () => {
  assert.equal(dataFolder({ SHOP: "test", DATA_FOLDER: "/var/lib/shop" }), "/var/lib/shop/test");
});
