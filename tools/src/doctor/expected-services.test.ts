import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { expectedServices } from "./expected-services.ts";

test("expectedServices names the folders that start a service", () => {
  const names = expectedServices(join(import.meta.dirname, "../../.."));
  for (const name of ["cartservice", "frontend"]) assert.ok(names.includes(name), name);
  assert.ok(!names.includes("loadgenerator"));
});
