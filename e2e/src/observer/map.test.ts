import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { registryEvents } from "@hipstershop/registry";
import { type Shop, startShop } from "../shop.ts";
import { type MapStream, openMapStream } from "./map-stream.ts";

let shop: Shop;
let observer: string;
before(async () => {
  shop = await startShop({ services: ["observer", "currencyservice"] });
  observer = (await shop.instance("observer")).address;
});
after(() => shop[Symbol.asyncDispose]());

/** On a busy machine one measurement says little: the quickest of so many at most counts. */
const ROUNDS = 20;

/** Measures until one is short enough, and returns the shortest. */
async function quickest(enoughMs: number, measure: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && best > enoughMs; round++) {
    best = Math.min(best, await measure());
  }
  return best;
}

const isDot = (id: string, state: string) => (event: { readonly text: string }) =>
  event.text.includes(`class=\\"spot ${state}\\" href=\\"/registry/instances/${id}\\"`);

test("a dot appears on the map within 100 ms of the announcement", async (t) => {
  await using map = await openMapStream(observer);
  const tookMs = await quickest(100, async () => {
    let heardMs = 0;
    const heard = new Promise<string>((resolve) => {
      const listening = registryEvents.subscribe(({ type, instances: [instance] }) => {
        if (type !== "announcement" || instance?.service !== "adservice") return;
        heardMs ||= performance.now();
        listening[Symbol.dispose]();
        resolve(instance.id);
      });
    });
    await shop.start("adservice");
    const id = await heard;
    const shownMs = await map.until(isDot(id, "up"));
    await shop.stop("adservice");
    return shownMs - heardMs;
  });
  t.diagnostic(`${tookMs.toFixed(1)} ms after the announcement was heard`);
  assert.ok(tookMs <= 100, `${tookMs} ms`);
});

test("a dot fades within 500 ms of kill -9, and the page says which told first", async (t) => {
  await using map = await openMapStream(observer);
  const tookMs = await quickest(500, async () => {
    const { id } = await shop.start("adservice");
    await map.until(isDot(id, "up"));
    await watched(id);
    const killedMs = performance.now();
    await shop.stop("adservice", "SIGKILL");
    const goneMs = await map.until(isDot(id, "gone"));
    const page = await (await fetch(`http://${observer}/registry/instances/${id}`)).text();
    assert.match(page, /its health stream broke, and a new connection was refused/);
    return goneMs - killedMs;
  });
  t.diagnostic(`${tookMs.toFixed(1)} ms after kill -9`);
  assert.ok(tookMs <= 500, `${tookMs} ms`);
});

test("a frozen instance is marked within 2 s, and is up again when it goes on", async (t) => {
  await using map = await openMapStream(observer);
  const { id } = await shop.start("adservice");
  await map.until(isDot(id, "up"));
  await watched(id);
  const tookMs = await quickest(2_000, async () => {
    const frozenMs = performance.now();
    shop.signal("adservice", "SIGSTOP");
    const shownMs = await nextDot(map, id, "frozen", frozenMs);
    const thawedMs = performance.now();
    shop.signal("adservice", "SIGCONT");
    await nextDot(map, id, "up", thawedMs);
    return shownMs - frozenMs;
  });
  t.diagnostic(`${tookMs.toFixed(0)} ms after it froze`);
  assert.ok(tookMs <= 2_000, `${tookMs} ms`);
  await shop.stop("adservice");
});

test("an instance that is stopped leaves at once, and its page shows what announced it", async () => {
  await using map = await openMapStream(observer);
  const { id } = await shop.start("adservice");
  await map.until(isDot(id, "up"));
  await watched(id);
  const stoppingMs = performance.now();
  await shop.stop("adservice");
  // Had it waited for the observer's stream, it would have taken all of its time to drain.
  const tookMs = performance.now() - stoppingMs;
  assert.ok(tookMs < 8_000, `it took ${tookMs} ms to stop`);
  await map.until(isDot(id, "gone"));
  const page = await (await fetch(`http://${observer}/registry/instances/${id}`)).text();
  assert.match(page, /the registry lost it: it said goodbye/);
  assert.match(page, /announces itself: adservice at 127\.0\.0\.1:\d+/);
  assert.match(page, /_adservice\._sub\._hipstershop\._tcp\.local 120 PTR/);
  assert.match(page, /RFC 6762 § 8\.3/);
  assert.match(page, />0000 {2}00 00 84 00 /);
});

function nextDot(map: MapStream, id: string, state: string, afterMs: number): Promise<number> {
  return map.until((event) => event.atMs > afterMs && isDot(id, state)(event));
}

/** Waits until the observer's health stream to an instance is open. */
function watched(id: string): Promise<void> {
  return aboutHas(id, "its health stream is open");
}

test("the page of an instance says when another process heard its goodbye", async () => {
  const { id } = await shop.start("adservice");
  await aboutHas(id, `${id} announces itself`);
  await shop.stop("adservice");
  const other = (await shop.instance("currencyservice")).id;
  await aboutHas(
    id,
    new RegExp(`no longer: it said goodbye\\. Heard by ${other} (\\d+ ms|in the)`),
  );
});

/** Waits until the page of an instance has a text. */
async function aboutHas(id: string, text: string | RegExp): Promise<void> {
  const about = `http://${observer}/registry/instances/${id}`;
  const deadline = AbortSignal.timeout(30_000);
  const has = (page: string) => (typeof text === "string" ? page.includes(text) : text.test(page));
  while (!has(await (await fetch(about)).text())) await delay(20, undefined, { signal: deadline });
}
