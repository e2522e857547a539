import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAmount } from "./format-amount.ts";
import { parseAmount } from "./parse-amount.ts";

const formatted = (text: string, code: string) => formatAmount(parseAmount(text, code));

test("formatAmount puts the symbol first when the shop offers the currency", () => {
  assert.equal(formatted("17.682441397", "EUR"), "€17.68");
  assert.equal(formatted("19.99", "USD"), "$19.99");
  assert.equal(formatted("0.5", "GBP"), "£0.50");
  assert.equal(formatted("1005.162317558", "JPY"), "¥1,005");
  assert.equal(formatted("108.30", "TRY"), "₺108.30");
  assert.equal(formatted("26.75", "CAD"), "$26.75");
});

test("formatAmount puts the code first when the shop has no symbol for the currency", () => {
  assert.equal(formatted("20.085", "CHF"), "CHF\u00a020.08");
  assert.equal(formatted("1.0005", "KWD"), "KWD\u00a01.000");
});

test("formatAmount groups the units by three digits", () => {
  assert.equal(formatted("999.99", "USD"), "$999.99");
  assert.equal(formatted("12298", "JPY"), "¥12,298");
  assert.equal(formatted("-1234567.891", "CHF"), "-CHF\u00a01,234,567.89");
  assert.equal(formatted("100000", "TRY"), "₺100,000.00");
});

test("formatAmount puts the sign before the symbol when the amount is negative", () => {
  assert.equal(formatted("-3.5", "EUR"), "-€3.50");
  assert.equal(formatted("-0.001", "EUR"), "€0.00");
});
