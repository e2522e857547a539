import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { ProductSchema } from "@hipstershop/proto/hipstershop/product_catalog";
import { suggest } from "./suggest.ts";

const shelf = [
  ["Mug", "For tea.", "kitchen"],
  ["Sunglasses", "Dark lenses.", "accessories"],
  ["Café Crème Dish", "A dish with a lid.", "kitchen"],
  ["Berry Candy", "Sweet.", "food"],
  ["Hat", "Warm.", "clothing"],
].map(([name = "", description = "", category = ""]) =>
  create(ProductSchema, { id: name, name, description, categories: [category] }),
);
const suggested = (query: string) => suggest(shelf, query).map(({ name }) => name);

test("suggest finds the singular of a plural, also in a description", () => {
  assert.deepEqual(suggested("mugs"), ["Mug"]);
  assert.deepEqual(suggested("DISHES"), ["Café Crème Dish"]);
  assert.deepEqual(suggested("candies"), ["Berry Candy"]);
  assert.deepEqual(suggested("lids"), ["Café Crème Dish"]);
  assert.deepEqual(suggested("kitchens"), ["Mug", "Café Crème Dish"]);
});

test("suggest forgives one typo in a word, and an accent, but not two", () => {
  for (const typo of ["sunglases", "sunglassses", "sunglosses", "snuglasses", "unglasses"]) {
    assert.deepEqual(suggested(typo), ["Sunglasses"], typo);
  }
  assert.deepEqual(suggested("creme"), ["Café Crème Dish"]);
  assert.deepEqual(suggested("songlases"), []);
  assert.deepEqual(suggested("cat"), [], "among short words one letter makes another word");
});

test("suggest prefers products that match most words of the query", () => {
  assert.deepEqual(suggested("blue mugs"), ["Mug"]);
  assert.deepEqual(suggested("kitchen mugs"), ["Mug"]);
});

test("suggest finds nothing for a text without words, and twelve products at most", () => {
  for (const query of ["", "?!", "of a", "🕶"]) assert.deepEqual(suggested(query), [], query);
  const all = Array.from({ length: 50 }, () => create(ProductSchema, { name: "Mug" }));
  assert.equal(suggest(all, "mugs").length, 12);
});
