import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { flagNames } from "./shipped-flags.ts";

const path = join(import.meta.dirname, "../../../docs/faults.md");

test("docs/faults.md says of each flag what the shop does then, and names a test that turns it on", async () => {
  const [told = "", tested = ""] = (await readFile(path, "utf8")).split("\n## How it is known\n");
  const rows = tested.split("\n").filter((line) => line.startsWith("| `"));
  for (const flag of flagNames) {
    const isLoad = flag.startsWith("loadGenerator");
    assert.ok(isLoad || told.includes(`\n| \`${flag}\` `), `${flag} is told`);
    const row = rows.find((each) => each.includes(`\`${flag}\``)) ?? "";
    const files = [...row.matchAll(/\]\(([^)]+)\)/g)].map(([, file = ""]) => file);
    const texts = await Promise.all(
      files.map((each) => readFile(join(dirname(path), each), "utf8")),
    );
    assert.ok(
      texts.some((text) => text.includes(flag)),
      `${flag} is in no test of its row`,
    );
  }
});
