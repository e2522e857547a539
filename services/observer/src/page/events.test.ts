import assert from "node:assert/strict";
import { test } from "node:test";
import { createEvents } from "./events.ts";

test("createEvents sends an event to the readers of its topic, and greets new ones", () => {
  const events = createEvents();
  events.greet("map", () => ({ boxes: 1 }));
  const got: string[] = [];
  {
    using _reader = events.add(["map"], (text) => void got.push(text));
    assert(events.hasReaders("map"));
    events.send("map", { text: "two\nlines" });
    events.send("logs", 1);
  }
  assert(!events.hasReaders("map"));
  events.send("map", "late");
  assert.deepEqual(got, [
    'event: map\ndata: {"boxes":1}\n\n',
    'event: map\ndata: {"text":"two\\nlines"}\n\n',
  ]);
});
