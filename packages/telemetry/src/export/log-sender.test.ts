import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeReceivers } from "../testing/fake-receivers.ts";
import { startReceiver } from "../testing/start-receiver.ts";
import { createLogSender } from "./log-sender.ts";
import { findReceivers } from "./receivers.ts";

const LINE = JSON.stringify({ level: "info", time: "2026-01-01T00:00:00Z", msg: "hello" });

async function counted(status: number, lines: number) {
  await using receiver = await startReceiver({ status });
  using receivers = findReceivers({ registry: undefined, endpoint: receiver.url, headers: {} });
  const sender = createLogSender(receivers, {});
  for (let line = 0; line < lines; line++) sender.add(LINE);
  await sender[Symbol.asyncDispose]();
  return [...(sender.metrics[0]?.read() ?? [])];
}

test("a log sender counts the lines that were sent, and those for which there was no room", async () => {
  assert.deepEqual(await counted(200, 2_050), [
    [2_048, COMPONENT],
    [2, { ...COMPONENT, "error.type": "queue_full" }],
    [0, { ...COMPONENT, "error.type": "Error" }],
  ]);
});

test("a log sender counts the lines that the receiver did not take", async () => {
  assert.deepEqual(await counted(404, 3), [
    [0, COMPONENT],
    [0, { ...COMPONENT, "error.type": "queue_full" }],
    [3, { ...COMPONENT, "error.type": "Error" }],
  ]);
});

test("a log sender sends no lines while those before are still on their way", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const onTheWay: (() => void)[] = [];
  const sender = createLogSender(
    fakeReceivers(() => new Promise((resolve) => void onTheWay.push(resolve))),
    {},
  );
  for (let i = 0; i < 5; i++) {
    sender.add(LINE);
    t.mock.timers.tick(BATCH_MS);
  }
  assert.equal(onTheWay.length, 1);
  onTheWay[0]?.();
  await t.waitFor(
    () => {
      t.mock.timers.tick(BATCH_MS);
      assert.equal(onTheWay.length, 2);
    },
    { interval: 5, timeout: 10_000 },
  );
  // At the end it sends at once what is left, and waits for all.
  sender.add(LINE);
  const ending = sender[Symbol.asyncDispose]();
  assert.equal(onTheWay.length, 3);
  for (const arrive of onTheWay) arrive();
  await ending;
  assert.deepEqual([...(sender.metrics[0]?.read() ?? [])][0], [6, COMPONENT]);
});

/** As OpenTelemetry's conventions for the metrics of its SDK have it. */
const COMPONENT = {
  "otel.component.type": "batching_log_processor",
  "otel.component.name": "batching_log_processor/0",
};

const BATCH_MS = 250;
