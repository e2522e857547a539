import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scene } from "./evidence.ts";
import { findInstance } from "./find-instance.ts";

test("findInstance finds no instance that was as wanted before the incident began", () => {
  const ofBefore = { instance: { id: "shelf-1" }, state: "gone", sinceMs: 900, told: [] };
  const ofNow = { instance: { id: "shelf-2" }, state: "gone", sinceMs: 1_100, told: [] };
  const look = { in: "instances", service: "shelf", state: "gone" } as const;
  const among = (...dots: object[]) =>
    findInstance(look, { map: { dots: () => dots }, sinceMs: 1_000 } as unknown as Scene)?.text;
  assert.equal(among(ofBefore), undefined);
  assert.match(among(ofBefore, ofNow) ?? "", /^shelf-2, one of 2: gone/);
});
