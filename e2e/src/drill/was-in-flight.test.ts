import assert from "node:assert/strict";
import { test } from "node:test";
import type { FailedCall } from "../failed-calls.ts";
import { mayBeCanceled, wasInFlight } from "./was-in-flight.ts";

const kills = [{ instance: "cartservice-1", startMs: 10_000, exitMs: 10_020 }];
const addItem = { rpc: "cartservice.AddItem", instance: "cartservice-1", code: "unavailable" };

function verdict(call: Partial<FailedCall>, startMs = 9_990, endMs = 10_030) {
  return wasInFlight({ calls: [{ ...addItem, ...call }], startMs, endMs }, kills);
}

test("wasInFlight says yes of a change of the cart that the killed process took along", () => {
  assert.equal(verdict({}), true);
  assert.equal(verdict({ rpc: "cartservice.EmptyCart" }), true);
});

test("wasInFlight says yes of what was sent before the caller could hear of the exit", () => {
  assert.equal(verdict({}, 11_020, 11_030), true);
  assert.equal(verdict({}, 11_021, 11_030), false);
});

test("wasInFlight says yes while the process has not yet exited", () => {
  const dying = [{ instance: "cartservice-1", startMs: 10_000, exitMs: Number.POSITIVE_INFINITY }];
  const change = { calls: [addItem], startMs: 60_000, endMs: 60_010 };
  assert.equal(wasInFlight(change, dying), true);
});

test("wasInFlight says no of what failed before the kill", () => {
  assert.equal(verdict({}, 9_900, 9_999), false);
});

test("wasInFlight says no of a call to another instance, or to none", () => {
  assert.equal(verdict({ instance: "cartservice-2" }), false);
  assert.equal(verdict({ instance: "nobody" }), false);
});

test("wasInFlight says no of a call that may be repeated, or was answered", () => {
  assert.equal(verdict({ rpc: "cartservice.GetCart" }), false);
  assert.equal(verdict({ code: "failed_precondition" }), false);
  assert.equal(verdict({ code: "deadline_exceeded" }), false);
});

test("wasInFlight says no where no call failed, or another one failed as well", () => {
  const when = { startMs: 9_990, endMs: 10_030 };
  assert.equal(wasInFlight({ calls: [], ...when }, kills), false);
  const other = { ...addItem, rpc: "productcatalogservice.ListProducts" };
  assert.equal(wasInFlight({ calls: [addItem, other], ...when }, kills), false);
});

test("mayBeCanceled says yes of an order that a killed process of checkoutservice may have held", () => {
  const killed = [{ instance: "checkoutservice-1", startMs: 10_000, exitMs: 10_020 }];
  assert.equal(mayBeCanceled({ startMs: 9_000, endMs: 20_000 }, killed), true);
  assert.equal(mayBeCanceled({ startMs: 9_000, endMs: 9_999 }, killed), false);
  assert.equal(mayBeCanceled({ startMs: 11_021, endMs: 20_000 }, killed), false);
  assert.equal(mayBeCanceled({ startMs: 9_000, endMs: 20_000 }, kills), false);
});
