import assert from "node:assert/strict";
import { test } from "node:test";
import { confirmation } from "./letter-content.ts";
import { letterHtml } from "./letter-html.ts";
import { letterText } from "./letter-text.ts";
import { receiptOf } from "./receipt.ts";
import { exampleOrder } from "./testing/example-order.ts";

test("letterText lines up what is to be paid", () => {
  const text = letterText(confirmation(receiptOf(exampleOrder())));
  const rows = text.split("\n").filter((line) => /\$\d/.test(line));
  assert.deepEqual(
    rows.map((row) => row.replace(/ {2,}/, " | ")),
    ["2 x Mug | $17.98", "1 x Loafers | $89.99", "Shipping | $8.99", "Total | $116.96"],
  );
  assert.deepEqual(new Set(rows.map((row) => row.length)), new Set([72]));
  for (const said of ["1f0c7c5e-c7d2", "MC-35123-171234567", "Mountain View, CA 94043"]) {
    assert.ok(text.includes(said), said);
  }
});

test("letterHtml shows the whole receipt, and loads nothing", () => {
  const page = letterHtml(confirmation(receiptOf(exampleOrder())));
  for (const said of [
    "1f0c7c5e-c7d2-11f0-9c2b-8b1f6e2d4a37",
    "MC-35123-171234567",
    "Mug",
    "$8.99 each",
    "$17.98",
    "$116.96",
    "Mountain View, CA 94043",
  ]) {
    assert.ok(page.includes(said), said);
  }
  assert.doesNotMatch(page, /https?:|<script|<img|<link|url\(/);
  assert.equal(page.match(/<t[dr][ >]/g)?.length, page.match(/<\/t[dr]>/g)?.length);
});

test("letterHtml escapes whatever an order holds", () => {
  const evil = `"><script>alert('x')</script>`;
  const cost = { currencyCode: "USD", units: 1n };
  const page = letterHtml(
    confirmation(
      receiptOf(
        exampleOrder({
          orderId: evil,
          shippingTrackingId: evil,
          shippingAddress: { streetAddress: evil, city: evil, state: evil, country: evil },
          items: [{ item: { productId: evil, quantity: 1 }, cost, productName: evil }],
          shippingCost: { ...cost },
        }),
      ),
    ),
  );
  assert.doesNotMatch(page, /<script|"><|alert\('/);
  assert.equal(page.match(/&#60;script&#62;/g)?.length, 8);
});
