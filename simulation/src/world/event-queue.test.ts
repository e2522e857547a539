import assert from "node:assert/strict";
import { test } from "node:test";
import { createEventQueue } from "./event-queue.ts";
import { createRandom } from "./random.ts";

test("pop returns the events by time, and those of one moment by their order", () => {
  const random = createRandom(1);
  const events = Array.from({ length: 500 }, () => ({
    atMs: random.whole(0, 50),
    order: random.next(),
    run() {},
    canceled: false,
  }));
  const queue = createEventQueue();
  for (const event of events) queue.push(event);

  const popped = events.map(() => queue.pop());
  assert.deepEqual(
    popped,
    events.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order),
  );
  assert.equal(queue.pop(), undefined);
});
