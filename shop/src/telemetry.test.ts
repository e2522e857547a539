import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Receiver, startReceiver } from "@hipstershop/telemetry/testing";
import { services } from "./services.ts";
import { FORM, openShop, SECRETS } from "./testing/open-shop.ts";

const WAIT = { interval: 50, timeout: 60_000 };
const FORBIDDEN = [...Object.values(SECRETS), "4432801561520454", "Xylophone", "zoe.quux"];

function openRecorded(t: TestContext, receiver: Receiver, env: Record<string, string>) {
  return openShop(t, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env });
}

/** Resolves once every service records. */
function untilRecorded(t: TestContext, receiver: Receiver): Promise<void> {
  return t.waitFor(() => {
    const senders = receiver.metrics.map(({ resourceMetrics }) => resourceMetrics[0]?.resource);
    const names = senders.map((resource) => JSON.stringify(resource?.attributes[0]?.value?.value));
    assert.equal(new Set(names).size, services.length);
  }, WAIT);
}

test("a purchase is one trace through all services and stores, and tells no secret", async (t) => {
  await using receiver = await startReceiver();
  await using shop = await openRecorded(t, receiver, { OTEL_METRIC_EXPORT_INTERVAL: "200" });
  await untilRecorded(t, receiver);
  assert.equal((await shop.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "2" })).status, 302);
  assert.equal((await shop.post("/cart/checkout", FORM)).status, 200);
  // A card that is refused, an address that is none, and pages that carry texts in their paths.
  await shop.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "1" });
  await shop.post("/cart/checkout", { ...FORM, credit_card_number: "4432-8015-6152-0455" });
  await shop.post("/cart/checkout", { ...FORM, email: "zoe.quux at example.com" });
  await shop.get("/search?q=zoe.quux%40example.com");
  await shop.get(`/orders/${encodeURIComponent(SECRETS.email)}`);
  await shop.get(`/nothing/${SECRETS.credit_card_number}`);

  const checkoutOf = () =>
    receiver.spans.find(({ name }) => name === "POST /cart/checkout") ?? assert.fail("no span yet");
  const traceOf = () => receiver.spans.filter(({ traceId }) => traceId === checkoutOf().traceId);
  await t.waitFor(() => {
    const answering = traceOf().filter(({ kind }) => kind === "server");
    const missing = new Set(services.map(({ name }) => name));
    for (const { service } of answering) missing.delete(String(service));
    assert.deepEqual([...missing].sort(), ["adservice"]);
    assert.ok(receiver.spans.some(({ name }) => name === "GET /orders/:id"));
    assert.ok(receiver.logs.length > 0);
  }, WAIT);
  const ids = new Set(traceOf().map(({ spanId }) => spanId));
  const orphans = traceOf().filter(({ parentId }) => parentId !== "" && !ids.has(parentId));
  assert.deepEqual(orphans, []);
  const stores = traceOf().filter(({ attributes }) => attributes["db.system.name"] === "sqlite");
  assert.deepEqual(
    [...new Set(stores.map(({ attributes }) => attributes["db.namespace"]))].sort(),
    ["carts", "orders", "payments", "shipments"],
  );
  assert.ok(stores.every(({ parentId }) => ids.has(parentId)));

  const metrics = await (await shop.get("/metrics")).text();
  assert.match(metrics, /^http_server_request_duration_seconds_count\{.*http_route="\/cart"/m);
  // The bodies hold all texts as they are: protobuf compresses nothing.
  const told = [
    metrics,
    ...shop.log,
    ...receiver.bodies.map(({ body }) => body.toString("latin1")),
  ];
  for (const secret of FORBIDDEN) {
    const pattern = new RegExp(`(?<![\\da-f])${secret.replaceAll(".", "\\.")}(?![\\da-f])`, "i");
    const leaks = told.filter((text) => pattern.test(text));
    assert.deepEqual(
      leaks.map((text) => text.match(pattern)?.[0]),
      [],
      `${secret} was told`,
    );
  }
});

test("a delivery that is made later is a trace of its own, which links to its order", async (t) => {
  await using receiver = await startReceiver();
  // Nobody listens there: the mail is tried again.
  await using shop = await openRecorded(t, receiver, {
    OTEL_METRIC_EXPORT_INTERVAL: "200",
    SMTP_URL: "smtp://127.0.0.1:1",
  });
  await untilRecorded(t, receiver);
  await shop.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "1" });
  await shop.post("/cart/checkout", FORM);
  const find = (name: string) =>
    receiver.spans.find((span) => span.name === name) ?? assert.fail(`no span ${name} yet`);
  await t.waitFor(() => find("deliver order"), WAIT);
  const order = find("hipstershop.CheckoutService/PlaceOrder");
  const delivery = find("deliver order");
  const placed = receiver.spans.filter(({ traceId }) => traceId === order.traceId);
  assert.equal(delivery.parentId, "");
  assert.notEqual(delivery.traceId, order.traceId);
  const answering = placed.find(
    ({ name, kind }) => name === "hipstershop.CheckoutService/PlaceOrder" && kind === "server",
  );
  assert.deepEqual(delivery.links, [answering?.spanId]);
  const mails = receiver.spans.filter(
    ({ name, traceId }) => name.endsWith("SendOrderConfirmation") && traceId === delivery.traceId,
  );
  assert.ok(mails.length > 0);
});

test("an idle shop sends nothing for ten seconds but metrics", async (t) => {
  await using receiver = await startReceiver();
  await using shop = await openRecorded(t, receiver, { OTEL_METRIC_EXPORT_INTERVAL: "1000" });
  await untilRecorded(t, receiver);
  await shop.get("/");
  await t.waitFor(() => assert.ok(receiver.spans.some(({ name }) => name === "GET /")), WAIT);
  const reports = () => receiver.metrics.length;
  const before = reports();
  // What was begun before waits for 250 ms at most: it leaves before the second report of a second.
  await t.waitFor(() => assert.ok(reports() >= before + 2 * services.length), WAIT);
  const sent = receiver.bodies.length;
  await t.waitFor(() => assert.ok(reports() >= before + 12 * services.length), WAIT);
  const others = receiver.bodies.slice(sent).filter(({ path }) => path !== "/v1/metrics");
  assert.deepEqual(
    others.map(({ path }) => path),
    [],
  );
});
