import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Scene } from "./evidence.ts";
import { findMetric, metricKey } from "./find-metric.ts";

const LOOK = { in: "metrics", service: "email", name: "memory_bytes", risenBy: 32e6 } as const;
const BEFORE = 60e6;

/** A shop whose services say how much memory they have: `now`, in bytes, by service. */
async function setUp(t: TestContext, now: Record<string, number>, before = Object.keys(now)) {
  const server = createServer(({ url = "" }, response) => {
    response.end(`# TYPE memory_bytes gauge\nmemory_bytes ${now[url.split("/")[1] ?? ""]}\n`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const dots = (service: string) => [
    { state: "up", instance: { id: `${service}-1`, address: `127.0.0.1:${port}/${service}` } },
  ];
  const scene: Partial<Scene> = {
    map: { dots } as unknown as Scene["map"],
    services: () => Object.keys(now),
    before: Object.fromEntries(
      before.map((service) => [metricKey({ service, name: LOOK.name }), BEFORE]),
    ),
  };
  return findMetric(LOOK, scene as Scene);
}

test("findMetric finds a metric that has risen far more than that of any other service", async (t) => {
  const found = await setUp(t, { cart: 70e6, email: 160e6, frontend: 90e6 });
  const text = "memory_bytes of email went from 60 MB to 160 MB";
  assert.equal(found?.text, `${text}, and that of no other service by more than 30 MB`);
  assert.match(found?.link ?? "", /email-1/);
});

for (const [what, now] of [
  ["hardly", { email: 85e6, frontend: 60e6 }],
  ["with all others", { email: 100e6, frontend: 95e6 }],
  ["not, and another has", { email: 60e6, frontend: 160e6 }],
] as const) {
  test(`findMetric finds nothing where a metric has risen ${what}`, async (t) => {
    assert.equal(await setUp(t, now), undefined);
  });
}

test("findMetric finds nothing where nobody knows what it was before, or is now", async (t) => {
  assert.equal(await setUp(t, { email: 160e6 }, []), undefined);
  assert.equal(await setUp(t, { frontend: 160e6 }), undefined);
});
