import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { type Message, query } from "../messages/message.ts";
import { announcementOf } from "../testing/announcement-of.ts";
import { createFound } from "../testing/create-found.ts";
import { asFound, createService, names } from "../testing/create-service.ts";
import { LOOPBACK } from "../timing.ts";
import { createBrowser } from "./browser.ts";

const subtype = "cart";

/** A browser that looks for services on a clock that a test moves, and what it asked. */
function open(t: TestContext, answer?: Message) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const asked: string[] = [];
  const found = createFound();
  const browser = createBrowser({
    ...found,
    names,
    timing: LOOPBACK,
    warn() {},
    send({ questions }) {
      const types = questions.map(({ type }) => type);
      asked.push(...types);
      if (types.includes("SRV") && answer !== undefined) browser.hear(answer);
    },
  });
  t.after(() => browser[Symbol.dispose]());
  browser.browse(subtype);
  return {
    browser,
    asked,
    found: () => found.of(subtype),
    losses: found.losses,
    async pass(ms: number) {
      for (let step = 0; step < ms; step += 10) {
        nowMs += 10;
        t.mock.timers.tick(10);
      }
      await setImmediate();
    },
  };
}

test("createBrowser forgets a service when its time is over, after asking for it", async (t) => {
  const { browser, asked, found, losses, pass } = open(t);
  const service = createService(subtype);
  browser.hear(announcementOf(service));
  await pass(119_900);
  assert.deepEqual(found(), [asFound(service)]);
  assert.equal(asked.filter((type) => type === "SRV").length, 4);
  const searches = asked.filter((type) => type === "PTR").length;
  await pass(1_100);
  assert.deepEqual(found(), []);
  assert.deepEqual(losses, ["expired"]);
  // Nobody said goodbye, so it looks again.
  assert.equal(asked.filter((type) => type === "PTR").length, searches + 1);
});

test("createBrowser keeps a service when it answers before its time is over", async (t) => {
  const service = createService(subtype);
  const { browser, asked, found, pass } = open(t, announcementOf(service));
  browser.hear(announcementOf(service));
  const before = found();
  await pass(300_000);
  assert.deepEqual(found(), before);
  assert.equal(asked.filter((type) => type === "SRV").length, 3);
});

test("createBrowser looks again when a service seems gone, for it may not be", async (t) => {
  const { browser, asked, found, pass } = open(t);
  const service = createService(subtype);
  await pass(20_000);
  browser.hear(announcementOf(service));
  await pass(100);
  const searches = asked.filter((type) => type === "PTR").length;
  browser.reconfirm(service.name);
  await pass(400);
  assert.deepEqual(found(), []);
  assert.equal(asked.filter((type) => type === "PTR").length, searches + 1);
});

test("createBrowser drops a service when a call cannot reach it, though one question just had no answer", async (t) => {
  const { browser, found, losses, pass } = open(t);
  const service = createService(subtype);
  browser.hear(announcementOf(service));
  await pass(100);
  browser.hear(query({ questions: [{ name: names.service(service.name), type: "SRV" }] }));
  await pass(400);
  assert.deepEqual(found(), [asFound(service)]);
  browser.reconfirm(service.name);
  await pass(400);
  assert.deepEqual(found(), []);
  assert.deepEqual(losses, ["unanswered"]);
});
