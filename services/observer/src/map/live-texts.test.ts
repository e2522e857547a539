import assert from "node:assert/strict";
import { test } from "node:test";
import { liveTexts } from "./live-texts.ts";

test("liveTexts says of each edge and box how often, how long, and what failed", () => {
  const edges = [
    { from: "frontend", to: "cart", perSecond: 12.34, failedPerSecond: 0.01, p95Ms: 4.2 },
    { from: "checkout", to: "cart", perSecond: 0.5, failedPerSecond: 0, p95Ms: 30 },
    { from: "checkout", to: "mail", perSecond: 0, failedPerSecond: 0 },
  ];
  const services = ["cart", "mail"].map((name) => ({ name, isAnnounced: true, dots: [] }));
  const texts = liveTexts({ services, edges });
  assert.equal(texts["edge:frontend>cart"], "12/s · 4.2 ms");
  assert.equal(texts["ill:frontend>cart"], "1 % failed");
  assert.equal(texts["edge:checkout>mail"], "");
  assert.equal(texts["p95:checkout>mail"], "–");
  assert.equal(texts["box:cart"], "13/s · 30.0 ms · 1 % failed");
  assert.equal(texts["box:mail"], "");
});
