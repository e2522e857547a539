import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { variableNames } from "@hipstershop/service";
import { services } from "./services.ts";

const read = (path: string) => readFileSync(join(import.meta.dirname, "../..", path), "utf8");

for (const service of services) {
  test(`docs/configuration.md and "turbo dev" know every variable of ${service.name}`, () => {
    const documented = read("docs/configuration.md");
    const passed = read("turbo.json");
    const files = /^\| `<NAME>_FILE`.*/m.exec(documented)?.[0] ?? "";
    for (const name of variableNames(service)) {
      const row = documented.includes(`| \`${name}\``);
      assert.ok(row || files.includes(`\`${name}\``), `${name} is not documented`);
      assert.ok(passed.includes(`"${name}"`), `turbo.json does not pass ${name} on`);
    }
  });
}
