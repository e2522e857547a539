import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallRecord } from "@hipstershop/rpc";
import { createSpells } from "@hipstershop/service";
import { pino } from "pino";
import type { Visit } from "../site/visit.ts";
import { waterfall } from "./waterfall.ts";

function call(name: string, startMs: number, durationMs: number, children?: CallRecord[]) {
  const [service = "", method = ""] = name.split(".");
  const common = { attempts: 1, cache: "none" as const };
  return { service, method, startMs, durationMs, ...common, ...(children && { children }) };
}

const log = pino({ level: "silent" });

function layOut(...calls: CallRecord[]) {
  return waterfall(visitWith(calls), "mdns", []);
}

function visitWith(calls: CallRecord[]): Visit {
  return {
    requestId: "r1",
    sessionId: "s1",
    returns: true,
    currency: "USD",
    method: "POST",
    path: "/cart/checkout",
    startMs: 1_000,
    calls,
    missing: new Set(),
    priced: false,
    pictureOrigins: new Set(),
    log,
    spells: createSpells(log),
  };
}

test("waterfall lays calls out in the order in which they began, on one scale", () => {
  const { duration, own, calls } = layOut(call("b.B", 1_050, 50), call("a.A", 1_000, 25));
  assert.equal(duration, "100.0");
  assert.equal(own, 2);
  assert.deepEqual(
    calls.map(({ method, offset, length }) => [method, offset, length]),
    [
      ["A", 0, 250],
      ["B", 500, 500],
    ],
  );
});

test("waterfall puts what a callee called in turn beneath the call to it", () => {
  const charge = call("paymentservice.Charge", 1_040, 20);
  const getCart = call("cartservice.GetCart", 1_010, 20, [call("store.Read", 1_015, 5)]);
  const { own, calls } = layOut(
    call("cartservice.GetCart", 1_095, 5),
    call("checkoutservice.PlaceOrder", 1_000, 90, [charge, getCart]),
  );
  assert.equal(own, 2);
  assert.deepEqual(
    calls.map(({ depth, caller, service, offset }) => [depth, caller, service, offset]),
    [
      [0, "frontend", "checkoutservice", 0],
      [1, "checkoutservice", "cartservice", 100],
      [2, "cartservice", "store", 150],
      [1, "checkoutservice", "paymentservice", 400],
      [0, "frontend", "cartservice", 950],
    ],
  );
});

test("waterfall tells addresses that a variable gave from those that were announced", () => {
  const instance = (id: string) => ({
    id,
    service: "adservice",
    address: "127.0.0.1:1",
    version: "",
    metadata: {},
  });
  const told = instance("adservice@127.0.0.1:1");
  const heard = instance("adservice-0a1b2c3d");
  assert.equal(waterfall(visitWith([]), "mdns", [heard]).configured, false);
  assert.equal(waterfall(visitWith([]), "mdns", [heard, told]).configured, true);
});
