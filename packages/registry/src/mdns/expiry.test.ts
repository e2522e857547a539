import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LOOPBACK, type Message, query } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { createInstanceTable } from "../instance-table.ts";
import { createBrowser } from "./browser.ts";
import { instanceName } from "./dns-names.ts";
import { announcementOf } from "./testing/announcement-of.ts";

const shop = "test";
const service = "cartservice";

/** A browser that looks for a service on a clock that a test moves, and what it asked. */
function open(t: TestContext, answer?: Message) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const asked: string[] = [];
  const table = createInstanceTable({ complete: false });
  const browser = createBrowser({
    table,
    shop,
    timing: LOOPBACK,
    send({ questions }) {
      const types = questions.map(({ type }) => type);
      asked.push(...types);
      if (types.includes("SRV") && answer !== undefined) browser.hear(answer);
    },
  });
  t.after(() => browser[Symbol.dispose]());
  browser.ask(service);
  return {
    browser,
    asked,
    found: () => table.get(service),
    async pass(ms: number) {
      for (let step = 0; step < ms; step += 10) {
        nowMs += 10;
        t.mock.timers.tick(10);
      }
      await setImmediate();
    },
  };
}

test("createBrowser forgets an instance when its time is over, after asking for it", async (t) => {
  const { browser, asked, found, pass } = open(t);
  const instance = createInstance(service);
  browser.hear(announcementOf(instance, shop));
  await pass(119_900);
  assert.deepEqual(found(), [instance]);
  assert.equal(asked.filter((type) => type === "SRV").length, 4);
  const searches = asked.filter((type) => type === "PTR").length;
  await pass(300);
  assert.deepEqual(found(), []);
  // Nobody said goodbye, so it looks again.
  assert.equal(asked.filter((type) => type === "PTR").length, searches + 1);
});

test("createBrowser keeps an instance when it answers before its time is over", async (t) => {
  const instance = createInstance(service);
  const { browser, asked, found, pass } = open(t, announcementOf(instance, shop));
  browser.hear(announcementOf(instance, shop));
  const before = found();
  await pass(300_000);
  assert.equal(found(), before);
  assert.equal(asked.filter((type) => type === "SRV").length, 3);
});

test("createBrowser looks again when an instance seems gone, for it may not be", async (t) => {
  const { browser, asked, found, pass } = open(t);
  const instance = createInstance(service);
  await pass(20_000);
  browser.hear(announcementOf(instance, shop));
  await pass(100);
  const searches = asked.filter((type) => type === "PTR").length;
  browser.reconfirm(instance);
  await pass(400);
  assert.deepEqual(found(), []);
  assert.equal(asked.filter((type) => type === "PTR").length, searches + 1);
});

test("createBrowser drops an instance when a call cannot reach it, though one question just was in vain", async (t) => {
  const { browser, found, pass } = open(t);
  const instance = createInstance(service);
  browser.hear(announcementOf(instance, shop));
  await pass(100);
  browser.hear(query({ questions: [{ name: instanceName(instance.id), type: "SRV" }] }));
  await pass(400);
  assert.deepEqual(found(), [instance]);
  browser.reconfirm(instance);
  await pass(400);
  assert.deepEqual(found(), []);
});
