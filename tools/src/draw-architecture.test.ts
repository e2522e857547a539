import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { drawArchitecture, PICTURE } from "./draw-architecture.ts";

const repository = join(import.meta.dirname, "../..");

test("the picture of the architecture shows the sources as they are", async () => {
  const kept = await readFile(join(repository, PICTURE), "utf8");
  assert.equal(kept, await drawArchitecture(repository), 'draw it anew with "npm run picture"');
});
