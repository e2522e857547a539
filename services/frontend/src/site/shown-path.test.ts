import assert from "node:assert/strict";
import { test } from "node:test";
import { shownPath } from "./shown-path.ts";

for (const [path, shown] of [
  ["/", "/"],
  ["/product/6E92ZMYYFZ", "/product/6E92ZMYYFZ"],
  ["/search?q=4432-8015-6152-0454", "/search?q=…"],
  [
    "/cart/checkout?credit_card_number=4432801561520454&email=a%40b.c",
    "/cart/checkout?credit_card_number=…&email=…",
  ],
  ["/?4432801561520454", "/?…"],
  ["/search?a=1?4432801561520454", "/search?a=…"],
  ["/product/4432%208015%C2%A06152.0454/x", "/product/…/x"],
  ["/product/12345678901", "/product/12345678901"],
] as const) {
  test(`shownPath shows "${shown}" of "${path}"`, () => assert.equal(shownPath(path), shown));
}
