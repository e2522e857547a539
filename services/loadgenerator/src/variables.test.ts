import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseVariables } from "@hipstershop/service";
import { variables } from "./variables.ts";

test("FRONTEND_ADDR is a URL, whichever way it is written", () => {
  for (const [value, url] of [
    ["frontend:80", "http://frontend:80"],
    ["localhost", "http://localhost"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["https://shop.example/below", "https://shop.example/below"],
    ["", undefined],
  ] as const) {
    assert.equal(parseVariables(variables, { FRONTEND_ADDR: value }).FRONTEND_ADDR, url);
  }
});

test("FRONTEND_ADDR is refused where no page can be asked for", () => {
  const wrong = [
    "::",
    "::1:8080",
    "host:port",
    "two words:80",
    "ftp://host",
    "http://",
    "me:pw@host:80",
  ];
  for (const value of wrong) {
    const parse = () => parseVariables(variables, { FRONTEND_ADDR: value });
    assert.throws(parse, /^RangeError: FRONTEND_ADDR must be host:port/, value);
  }
});

test("REPORT is a file that can be written, and is not touched at the start", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-report-"));
  const [old, fresh] = [join(folder.path, "old.json"), join(folder.path, "new.json")];
  await writeFile(old, "");
  for (const REPORT of ["-", old, fresh]) {
    assert.equal(parseVariables(variables, { REPORT }).REPORT, REPORT);
  }
  assert.equal(existsSync(fresh), false);
  for (const REPORT of [folder.path, join(folder.path, "no/x"), join(old, "x"), "/nope/x"]) {
    assert.throws(
      () => parseVariables(variables, { REPORT }),
      /^RangeError: REPORT must be a file/,
    );
  }
});
