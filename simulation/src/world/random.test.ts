import assert from "node:assert/strict";
import { test } from "node:test";
import { createRandom } from "./random.ts";

const numbers = (seed: number) => {
  const random = createRandom(seed);
  return Array.from({ length: 1_000 }, () => random.next());
};

test("createRandom gives the same numbers for the same seed, and others for the next", () => {
  assert.deepEqual(numbers(7), numbers(7));
  assert.equal(new Set([...numbers(7), ...numbers(8)]).size, 2_000);
});

test("createRandom gives numbers that are spread evenly", () => {
  for (const seed of [0, 1, 2, 4_294_967_295]) {
    const tenths = numbers(seed).map((number) => Math.floor(number * 10));
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = tenths.filter((each) => each === tenth).length;
      assert(
        count > 60 && count < 140,
        `${count} of 1,000 numbers of seed ${seed} are in ${tenth}`,
      );
    }
  }
});

test("whole returns each of its numbers, and no other", () => {
  const random = createRandom(1);
  const seen = new Set(Array.from({ length: 200 }, () => random.whole(-1, 2)));
  assert.deepEqual([...seen].sort(), [-1, 0, 1, 2]);
});
