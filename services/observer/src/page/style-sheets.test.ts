import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const FOLDER = join(import.meta.dirname, "../assets/css");

test("no two style sheets say what the same class looks like", async () => {
  const sheets = (await readdir(FOLDER)).filter((name) => name.endsWith(".css"));
  const owners = new Map<string, string[]>();
  for (const sheet of sheets) {
    const text = await readFile(join(FOLDER, sheet), "utf8");
    const classes = new Set([...text.matchAll(/^\.([\w-]+) \{/gm)].map(([, name]) => name ?? ""));
    for (const name of classes) owners.set(name, [...(owners.get(name) ?? []), sheet]);
  }
  assert.ok(owners.size > 0);
  assert.deepEqual(
    [...owners].filter(([, names]) => names.length > 1),
    [],
  );
});
