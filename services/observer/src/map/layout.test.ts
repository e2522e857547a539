import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutNarrow } from "./lay-out-narrow.ts";
import { layOutWide } from "./lay-out-wide.ts";
import { layersOf } from "./layers-of.ts";
import type { Diagram, PlacedBox } from "./layout.ts";

const CALLS = {
  visitors: ["frontend"],
  frontend: [
    "ad",
    "cart",
    "checkout",
    "currency",
    "email",
    "catalog",
    "recommendation",
    "shipping",
  ],
  checkout: ["cart", "currency", "email", "payment", "catalog", "shipping"],
  recommendation: ["catalog"],
};
const links = Object.entries(CALLS).flatMap(([from, all]) => all.map((to) => ({ from, to })));
const names = [...new Set(links.flatMap(({ from, to }) => [from, to])), "observer"];
const shop: Diagram = { layers: layersOf(names, links), links, dots: () => 2 };
const lonely: Diagram = { layers: layersOf(names, []), links: [], dots: () => 1 };

for (const [kind, layOut] of Object.entries({ wide: layOutWide, narrow: layOutNarrow })) {
  test(`the ${kind} layout places each service once, inside the picture, on no other`, () => {
    for (const diagram of [shop, lonely, { ...shop, dots: () => 40 }]) {
      const { boxes, width, height } = layOut(diagram);
      assert.deepEqual(boxes.map(({ name }) => name).sort(), names.toSorted());
      for (const box of boxes) {
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${box.name} ${box.x}`);
        assert.ok(box.y >= 0 && box.y + box.height <= height, `${box.name} ${box.y}`);
        for (const other of boxes) assert.ok(box === other || !overlap(box, other), box.name);
      }
    }
  });

  test(`the ${kind} layout of a shop in which nobody is known yet has a height`, () => {
    const { boxes, height } = layOut({ layers: layersOf([], []), links: [], dots: () => 0 });
    assert.deepEqual(boxes, []);
    assert.ok(height > 0, `${height}`);
  });

  test(`the ${kind} layout joins callers and callees, and crosses no box on the way`, () => {
    const { boxes, edges } = layOut(shop);
    assert.equal(edges.length, links.length);
    for (const { from, to, path, tip } of edges) {
      const points = [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [
        Number(x),
        Number(y),
      ]);
      assert.ok(points.length >= 1 && points.flat().every(Number.isFinite), path);
      const target = boxes.find(({ name }) => name === to) ?? assert.fail();
      assert.ok(tip.y >= target.y - 7 && tip.y <= target.y + target.height, `${from} ${to}`);
      for (const box of boxes.filter(({ name }) => name !== from && name !== to)) {
        const hit = points.find(([x = 0, y = 0]) => contains(box, x, y));
        assert.equal(hit, undefined, `${from}>${to} crosses ${box.name}`);
      }
    }
  });
}

test("the layouts draw no edge to a service that they do not have, nor to itself", () => {
  const diagram = { ...shop, links: [...links, { from: "ad", to: "ad" }, { from: "x", to: "ad" }] };
  for (const layOut of [layOutWide, layOutNarrow]) {
    assert.equal(layOut(diagram).edges.length, links.length);
  }
});

function overlap(a: PlacedBox, b: PlacedBox): boolean {
  const apart =
    a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
  return !apart;
}

function contains({ x, y, width, height }: PlacedBox, px: number, py: number): boolean {
  return px > x + 1 && px < x + width - 1 && py > y + 1 && py < y + height - 1;
}
