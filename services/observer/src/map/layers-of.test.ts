import assert from "node:assert/strict";
import { test } from "node:test";
import { layersOf } from "./layers-of.ts";

const link = (text: string) => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};

test("layersOf puts each name after all that call it", () => {
  const links = ["web>cart", "web>order", "order>cart", "order>pay", "visitor>web"].map(link);
  const layers = layersOf(["pay", "cart", "web", "order", "visitor"], links);
  assert.deepEqual(layers, [["visitor"], ["web"], ["order"], ["cart", "pay"]]);
});

test("layersOf puts those that nobody calls and that call nobody last", () => {
  assert.deepEqual(layersOf(["b", "c", "a", "d"], [link("c>d")]), [["c"], ["d"], ["a", "b"]]);
  assert.deepEqual(layersOf(["b", "a"], []), [["a", "b"]]);
});

test("layersOf ends where calls go round in a circle", () => {
  const links = ["a>b", "b>c", "c>a", "c>d", "d>d"].map(link);
  assert.deepEqual(layersOf(["a", "b", "c", "d"], links), [["a"], ["b"], ["c"], ["d"]]);
});
