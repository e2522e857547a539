import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fakeReceivers } from "../testing/fake-receivers.ts";
import { createBatchSender } from "./batch-sender.ts";

/** Creates a sender of numbers to a receiver that answers when the test says so. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answers: PromiseWithResolvers<void>[] = [];
  const sent: number[] = [];
  let waiting = 0;
  const sender = createBatchSender<number>({
    receivers: fakeReceivers((_signal, body) => {
      sent.push(Buffer.from(body).readUInt16LE());
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      return answer.promise;
    }),
    signal: "traces",
    item: "span",
    unit: "{span}",
    batch: {
      add: () => void waiting++,
      take() {
        const body = Buffer.alloc(2);
        body.writeUInt16LE(waiting);
        waiting = 0;
        return body;
      },
    },
  });
  const add = (count: number) => {
    for (let item = 0; item < count; item++) sender.add(item);
  };
  const values = () =>
    Object.fromEntries(
      sender.metrics.map(({ name, read }) => [name, [...read()].map(([value]) => value)]),
    );
  return { sender, add, answers, sent, values };
}

/** Lets what waits for an answer go on. */
const settle = () => new Promise(setImmediate);

test("a batch sender sends what has come within 250 ms together, and a full batch at once", async (t) => {
  const { add, answers, sent } = open(t);
  add(3);
  t.mock.timers.tick(249);
  assert.deepEqual(sent, []);
  t.mock.timers.tick(1);
  assert.deepEqual(sent, [3]);
  answers[0]?.resolve();
  await settle();
  add(511);
  t.mock.timers.tick(1);
  assert.deepEqual(sent, [3]);
  add(1);
  t.mock.timers.tick(1);
  assert.deepEqual(sent, [3, 512]);
});

test("a batch sender sends one batch after the other, also when one is refused, and counts them", async (t) => {
  const { add, answers, sent, values } = open(t);
  add(600);
  t.mock.timers.tick(1);
  add(2_050);
  t.mock.timers.tick(1_000);
  assert.deepEqual(sent, [600]);
  const name = "otel.sdk.processor.span";
  assert.deepEqual(values(), {
    [`${name}.processed`]: [0, 2, 0],
    [`${name}.queue.size`]: [2_048],
    [`${name}.queue.capacity`]: [2_048],
  });
  answers[0]?.reject(new Error("the receiver answered 503"));
  await settle();
  t.mock.timers.tick(1);
  assert.deepEqual(sent, [600, 2_048]);
  answers[1]?.resolve();
  await settle();
  assert.deepEqual(values()[`${name}.processed`], [2_048, 2, 600]);
});

test("a batch sender sends what is left when it is disposed, and waits for what is on its way", async (t) => {
  const { sender, add, answers, sent } = open(t);
  add(512);
  t.mock.timers.tick(1);
  add(7);
  const disposed = sender[Symbol.asyncDispose]();
  assert.deepEqual(sent, [512, 7]);
  let isDisposed = false;
  const done = (async () => {
    await disposed;
    isDisposed = true;
  })();
  answers[1]?.resolve();
  await settle();
  assert.equal(isDisposed, false);
  answers[0]?.resolve();
  await done;
});

test("a batch sender counts what cannot be made into a request as lost, and goes on", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let bodies = 0;
  const sender = createBatchSender<number>({
    receivers: fakeReceivers(async () => {}),
    signal: "logs",
    item: "log",
    unit: "{log_record}",
    batch: {
      add() {},
      take() {
        if (bodies++ === 0) throw new RangeError("no such number");
        return new Uint8Array();
      },
    },
  });
  for (let count = 1; count <= 2; count++) {
    sender.add(count);
    t.mock.timers.tick(250);
    await settle();
  }
  const [processed] = sender.metrics;
  assert.deepEqual(
    [...(processed?.read() ?? [])].map(([value]) => value),
    [1, 0, 1],
  );
});

test("each metric of a batch sender says which component of the SDK it is of", (t) => {
  const { sender } = open(t);
  for (const { name, read } of sender.metrics) {
    for (const [, attributes] of read()) {
      assert.equal(attributes?.["otel.component.type"], "batching_span_processor", name);
      assert.equal(attributes?.["otel.component.name"], "batching_span_processor/0", name);
    }
  }
});
