// What a program that speaks MCP can do with the whole shop in one process: an agent's hands.
import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { JsonObject } from "@bufbuild/protobuf";
import { startTogether } from "@hipstershop/service";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { loadObserver, services } from "./services.ts";

const CARD = {
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: new Date().getFullYear() + 1,
  creditCardExpirationMonth: 1,
};
const ADDRESS = {
  streetAddress: "77 Xylophone Parkway",
  city: "Zzyzx",
  state: "CA",
  country: "United States",
  postalCode: "94043",
};

const userId = "an-agent";
const ORDER = {
  userId,
  userCurrency: "JPY",
  address: ADDRESS,
  email: "zoe@example.com",
  creditCard: CARD,
};

interface Money {
  readonly currencyCode: string;
  readonly units?: string;
  readonly nanos?: number;
}

/** Opens the shop with its observer, and a client of that, until the test ends. */
async function openShop(t: TestContext) {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-")));
  const log: string[] = [];
  const env = { DATA_FOLDER: folder.path, SHOP: "test", PORT: "0", LOG_LEVEL: "debug" };
  const logTo = { write: (line: string) => void log.push(line) };
  const shop = stack.use(await startTogether([...services, await loadObserver()], { env, logTo }));
  const observer = shop.instances.find(({ service }) => service === "observer");
  const client = new Client({ name: "test", version: "1" });
  stack.defer(() => client.close());
  const url = new URL(`http://${observer?.address}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url));

  /** Calls a tool, and returns the texts of its result. */
  async function call(name: string, input: JsonObject) {
    const { content, isError } = await client.callTool({ name, arguments: input });
    const [text = "", trace = ""] = (content as { text: string }[]).map((each) => each.text);
    return { text, isError, traceId: /^Trace ([0-9a-f]{32})$/.exec(trace)?.[1] ?? "" };
  }
  return {
    log,
    call,
    /** Calls a tool that must not fail, and returns its answer. */
    async ask<T>(name: string, input: JsonObject = {}): Promise<T> {
      const { text, isError } = await call(name, input);
      assert.equal(isError, false, text);
      return JSON.parse(text);
    },
  };
}

test("an agent browses, buys a mug in yen, and sees what its order did", async (t) => {
  const { ask, call, log } = await openShop(t);
  const found = await ask<{ results: { id: string; priceUsd: Money }[] }>(
    "productcatalogservice_SearchProducts",
    { query: "mug" },
  );
  const [mug] = found.results;
  assert(mug);
  const from = { ...mug.priceUsd };
  const price = await ask<Money>("currencyservice_Convert", { from, toCode: "JPY" });
  assert.equal(price.currencyCode, "JPY");

  const item = { productId: mug.id, quantity: 1 };
  await ask("cartservice_AddItem", { userId, item });
  const refused = await call("checkoutservice_PlaceOrder", {
    ...ORDER,
    creditCard: { ...CARD, creditCardExpirationYear: 2020 },
  });
  assert.equal(refused.isError, true);
  assert.match(refused.text, /^invalid_argument: failed to charge card: .*\nCardRefused: /);

  const placed = await call("checkoutservice_PlaceOrder", ORDER);
  assert.equal(placed.isError, false, placed.text);
  const { order } = JSON.parse(placed.text);
  assert.equal(order.items[0].cost.currencyCode, "JPY");
  assert.deepEqual(order.items[0].item, item);
  const orders = await ask<{ all: { state: string }[] }>("checkoutservice_ListOrders", { userId });
  assert.ok(orders.all.some(({ state }) => state === "ORDER_STATE_PLACED"));

  await t.waitFor(async () => {
    const { rows } = await ask<Trace>("get_trace", { traceId: placed.traceId });
    const called = rows.map(({ caller, service }) => `${caller} > ${service}`);
    // The trace is whole: its beginning is the call that the observer made.
    assert.equal(called[0], "observer > checkoutservice");
    for (const callee of ["cartservice", "paymentservice", "shippingservice"])
      assert.ok(called.includes(`checkoutservice > ${callee}`), called.join(", "));
  }, WAIT);

  // The request went through the observer, and left nothing of the card there.
  const seen = JSON.stringify([
    await ask("find_traces"),
    await ask("search_logs", { level: "debug", limit: 200 }),
    await ask("get_trace", { traceId: placed.traceId }),
    log,
  ]);
  for (const secret of [CARD.creditCardNumber, ADDRESS.streetAddress, "zoe@example.com"])
    assert.ok(!seen.includes(secret), secret);
});

test("an agent finds out why orders fail, and that they do no more", async (t) => {
  const { ask, call } = await openShop(t);
  async function place() {
    await ask("cartservice_AddItem", { userId, item: { productId: "6E92ZMYYFZ", quantity: 1 } });
    return call("checkoutservice_PlaceOrder", ORDER);
  }
  /** Waits until checkoutservice has said what is broken now. */
  const told = (text: string) =>
    t.waitFor(async () => {
      const wanted = { service: "checkoutservice", level: "warn", text };
      const { lines = [] } = await ask<{ lines?: unknown[] }>("search_logs", wanted);
      assert.equal(lines.length, 1);
    }, WAIT);
  await ask("set_fault", { name: "paymentUnreachable", value: "on" });
  await told("faults are on");
  // On a loaded machine the time for an answer can be over before it is known what the matter is.
  await t.waitFor(async () => {
    const { text } = await place();
    assert.match(text, /^unavailable: failed to charge card: no instance answers/);
  }, WAIT);

  // As an agent does that knows nothing: which traces failed, what in them, and what was logged?
  await t.waitFor(async () => {
    const { traces = [] } = await ask<{ traces?: { traceId: string; name: string }[] }>(
      "find_traces",
      { failed: true },
    );
    const order = traces.find(({ name }) => name.endsWith("/PlaceOrder"));
    assert(order);
    const { traceId } = order;
    const { rows } = await ask<Trace>("get_trace", { traceId });
    const [failed] = rows.filter(({ error }) => error);
    assert.equal(failed?.service, "checkoutservice");
    const { lines = [] } = await ask<{ lines?: object[] }>("search_logs", { traceId });
    assert.match(JSON.stringify(lines), /no instance answers/);
  }, WAIT);
  // Its copies are well, so it is checkoutservice that does not reach them.
  const { instances } = await ask<{ instances: { state: string }[] }>("list_instances", {
    service: "paymentservice",
  });
  assert.deepEqual(
    instances.map(({ state }) => state),
    ["INSTANCE_STATE_UP"],
  );

  await ask("clear_faults");
  await told("no fault is on any more");
  assert.equal((await place()).isError, false);
});

const WAIT = { interval: 200, timeout: 60_000 };

interface Trace {
  readonly reason?: string;
  readonly rows: readonly {
    readonly caller: string;
    readonly service: string;
    readonly error?: string;
  }[];
}
