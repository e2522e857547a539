import assert from "node:assert/strict";
import { test } from "node:test";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { createMemoryRegistry } from "@hipstershop/registry";
import { type CallRecord, createClients, runInCallContext } from "@hipstershop/rpc";
import {
  type InstanceTransport,
  type OpenTransport,
  openFastTransport,
  openStockTransport,
} from "@hipstershop/transport";
import { defineService } from "../definition.ts";
import { startService } from "../start-service.ts";
import { startCurrency } from "../testing/start-currency.ts";

/** Calls currencyservice, which refuses the currency "???", and nobody else. */
const recommendations = defineService({
  service: RecommendationService,
  create({ client }) {
    const currency = client(CurrencyService);
    return {
      async listRecommendations({ userId }) {
        const { currencyCode } = await currency.convert({ toCode: userId });
        return { productIds: [currencyCode] };
      },
    };
  },
});

/** Opens the two services. `record` returns the record that a caller of the first gets. */
async function open(way: string, env: Record<string, string> = {}) {
  await using stack = new AsyncDisposableStack();
  const registry = stack.use(createMemoryRegistry());
  const local = new Map<string, InstanceTransport>();
  const path = way === "fast" ? openFastTransport : openStockTransport;
  const open: OpenTransport = (instance) => local.get(instance.id) ?? path(instance);
  const clients = stack.use(createClients({ registry, open }));
  const attach = (id: string, transport: InstanceTransport) => void local.set(id, transport);
  const options = {
    registry,
    fastPath: way === "fast",
    ...(way === "in-process" && { clients, attach, listen: false }),
  };
  stack.use(await startCurrency(options));
  const shared = { SHOP: "test", LOG_LEVEL: "silent", ...env };
  stack.use(await startService(recommendations, { ...options, env: shared }));
  const all = stack.move();
  return {
    async record(userId: string, { showCalls = true, cache = false } = {}): Promise<CallRecord> {
      const calls: CallRecord[] = [];
      const onCall = (call: CallRecord) => void calls.push(call);
      const client = clients.client(RecommendationService, { cache });
      await runInCallContext({ requestId: "r", onCall, showCalls }, () =>
        client.listRecommendations({ userId }).catch(() => {}),
      );
      assert.equal(calls.length, 1);
      return calls[0] as CallRecord;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

for (const way of ["fast", "stock", "in-process"]) {
  test(`a caller that asks is told of the calls that were made for it (${way})`, async () => {
    await using opened = await open(way);
    for (const cache of [false, true]) {
      const { startMs, durationMs, children } = await opened.record("EUR", { cache });
      assert.equal(children?.length, 1);
      const [child] = children as [CallRecord];
      assert.equal(`${child.service}.${child.method}`, "currencyservice.Convert");
      assert.match(String(child.instance?.id), /^currencyservice-/);
      assert.equal(child.resolution?.registry, "memory");
      assert.equal(child.children, undefined);
      assert.ok(child.startMs >= startMs && child.durationMs <= durationMs);
    }
  });

  test(`a caller that asks is told of the calls that were made for a failed one (${way})`, async () => {
    await using opened = await open(way);
    const { error, children } = await opened.record("???");
    assert.equal(error, "invalid_argument");
    assert.equal(children?.[0]?.error, "invalid_argument");
  });

  test(`a caller that does not ask is told nothing (${way})`, async () => {
    await using opened = await open(way);
    const record = await opened.record("EUR", { showCalls: false });
    assert.equal(record.error, undefined);
    assert.equal(record.children, undefined);
  });

  test(`nobody is told of a service's calls in production (${way})`, async () => {
    await using opened = await open(way, { NODE_ENV: "production" });
    for (const userId of ["EUR", "???"]) {
      assert.equal((await opened.record(userId)).children, undefined);
    }
  });
}
