import assert from "node:assert/strict";
import { test } from "node:test";
import { whyTooOld } from "./render.ts";

test("whyTooOld gives a reason when kubectl knows no components", () => {
  assert.equal(
    whyTooOld("v1.20.2"),
    "kubectl v1.20.2 knows no kustomize components: 1.21 or later is needed",
  );
});

test("whyTooOld gives none when kubectl is recent, whoever built it", () => {
  for (const version of ["v1.21.0", "v1.32.4-dispatcher", "v1.33.1+k3s1", "v2.0.0"]) {
    assert.equal(whyTooOld(version), undefined);
  }
});

test("whyTooOld gives a reason when the version is none", () => {
  assert.equal(whyTooOld("devel"), 'kubectl has the version "devel"');
});
