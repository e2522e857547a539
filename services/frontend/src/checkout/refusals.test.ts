import assert from "node:assert/strict";
import { test } from "node:test";
import { createRefusals } from "./refusals.ts";

function open(options: { sharedSession: boolean } = { sharedSession: false }) {
  const clock = { ms: 0 };
  const refusals = createRefusals({ ...options, now: () => clock.ms });
  /** Whether an attempt was let through; it is refused then. */
  const refuse = (sessionId: string, address = "shared") => {
    const end = refusals.begin({ sessionId, address });
    end?.(true);
    return end !== undefined;
  };
  return { ...refusals, clock, refuse };
}

test("createRefusals allows a session five a minute, and no other session pays for them", () => {
  const { see, refuse, clock } = open();
  for (const name of ["ann", "bob"]) see(name);
  clock.ms = 60_000;
  for (let count = 0; count < 5; count++) assert.equal(refuse("ann"), true);
  assert.equal(refuse("ann"), false);
  assert.equal(refuse("ann", "another address"), false);
  assert.equal(refuse("bob"), true);
  clock.ms += 60_000;
  assert.equal(refuse("ann"), true);
});

test("createRefusals lets young sessions share a hundred refusals of their address", () => {
  const { see, refuse, clock } = open();
  see("old");
  clock.ms = 60_000;
  see("young");
  for (let count = 0; count < 100; count++) assert.equal(refuse(`new-${count}`), true);
  assert.equal(refuse("new"), false);
  assert.equal(refuse("young"), false);
  assert.equal(refuse("new", "another address"), true);
  for (let count = 0; count < 5; count++) assert.equal(refuse("old"), true);
  assert.equal(refuse("old"), false);
});

test("createRefusals counts attempts of a session that are made at the same time", () => {
  const { begin } = open();
  const client = { sessionId: "ann", address: "shared" };
  const ends = Array.from({ length: 20 }, () => begin(client));
  assert.equal(ends.filter((end) => end !== undefined).length, 5);
  for (const end of ends) end?.(false);
  assert.notEqual(begin(client), undefined);
});

test("createRefusals counts by address alone where all visitors have one session", () => {
  const { see, refuse, clock } = open({ sharedSession: true });
  see("all");
  clock.ms = 60_000;
  for (let count = 0; count < 100; count++) assert.equal(refuse("all"), true);
  assert.equal(refuse("all"), false);
  assert.equal(refuse("all", "another address"), true);
});

test("createRefusals counts a forgotten session as young", () => {
  const { see, refuse, clock } = open();
  see("old");
  see("active");
  for (let count = 0; count < 19_999; count++) {
    see(`flood-${count}`);
    if (count % 1_000 === 0) see("active");
  }
  clock.ms = 60_000;
  for (let count = 0; count < 100; count++) refuse(`new-${count}`);
  assert.equal(refuse("old"), false);
  assert.equal(refuse("active"), true);
});
