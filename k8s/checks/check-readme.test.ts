import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkReadme } from "./check-readme.ts";
import { readServices } from "./read-services.ts";

const root = join(import.meta.dirname, "../..");

for (const file of ["README.md", "README.zh.md"]) {
  test(`${file} names every service and what it calls`, async () => {
    const services = await readServices(join(root, "services"));
    const calls = new Map([...services].map(([name, { calls }]) => [name, calls]));
    assert.deepEqual(checkReadme(file, readFileSync(join(root, file), "utf8"), calls), []);
  });
}

test("checkReadme reports a row that is missing, and one with other calls", () => {
  const readme = "| service | what | calls |\n| `one`   | does | two   |\n";
  const calls = new Map([
    ["one", new Set(["threeservice", "twoservice"])],
    ["two", new Set<string>()],
  ]);
  assert.deepEqual(checkReadme("README.md", readme, calls), [
    'README.md says that "one" calls "two", not "three, two"',
    'README.md has no row for "two"',
  ]);
});
