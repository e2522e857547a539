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

test("no style sheet of a page says what a class of another page looks like", async () => {
  const shared = new Set(["base.css", "parts.css"]);
  const sheets = new Map<string, string>();
  for (const name of await readdir(FOLDER)) {
    sheets.set(name, await readFile(join(FOLDER, name), "utf8"));
  }
  const found = [...sheets].flatMap(([sheet, text]) => {
    if (shared.has(sheet)) return [];
    const own = [...text.matchAll(/^\.([\w-]+) \{/gm)].map(([, name]) => name ?? "");
    return own.flatMap((name) => {
      const users = [...sheets].filter(
        ([other, rules]) => other !== sheet && new RegExp(`\\.${name}(?![\\w-])`).test(rules),
      );
      return users.map(([other]) => `.${name} of ${sheet} in ${other}`);
    });
  });
  // The page Call has rows of a trace.
  assert.deepEqual(found, [".bar of traces.css in call.css"]);
});
