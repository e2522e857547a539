import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { fastPath, stockPath, untilAborted } from "@hipstershop/transport/testing";
import { createSetup } from "./testing/create-setup.ts";

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, () => {
    test("calls an instance that it finds by name", async () => {
      await using setup = createSetup(path);
      await using _one = await setup.currency("one");
      const answer = await setup.clients.client(CurrencyService).convert({ toCode: "EUR" });
      assert.equal(answer.currencyCode, "one");
    });

    test("calls what is announced under another name when it is given one", async () => {
      await using setup = createSetup(path);
      await using one = await setup.currency("one");
      await setup.registry.register({ ...one.instance, service: "exchange" });
      const client = setup.clients.client(CurrencyService, { name: "exchange" });
      assert.equal((await client.convert({ toCode: "EUR" })).currencyCode, "one");
    });

    test("calls one instance alone when it is given its id, in a stream too", async () => {
      await using setup = createSetup(path);
      await using _one = await setup.currency("one");
      await using two = await setup.currency("two");
      const client = (instance: string) =>
        setup.clients.client(CurrencyService, { instance, cache: true, waitMs: 20 });
      for (let i = 0; i < 10; i++) {
        assert.equal((await client(two.instance.id).convert({})).currencyCode, "two");
      }
      await two.withdraw();
      const gone = {
        code: Code.Unavailable,
        rawMessage: `no instance "${two.instance.id}" of "currencyservice" found by memory`,
      };
      await assert.rejects(client(two.instance.id).convert({}), gone);
      const health = setup.clients.client(Health, {
        name: "currencyservice",
        instance: two.instance.id,
        waitMs: 20,
      });
      await assert.rejects(health.watch({})[Symbol.asyncIterator]().next(), gone);
    });

    test("waits for a first instance when there is none yet", async () => {
      await using setup = createSetup(path);
      const answer = setup.clients.client(CurrencyService).convert({ toCode: "EUR" });
      await using _one = await setup.currency("late");
      assert.equal((await answer).currencyCode, "late");
    });

    test("fails with a clear message when no instance appears in time", async () => {
      await using setup = createSetup(path);
      const client = setup.clients.client(CurrencyService, { waitMs: 20 });
      await assert.rejects(client.convert({}), {
        code: Code.Unavailable,
        rawMessage: 'no instance of "currencyservice" found by memory',
      });
    });

    for (const how of ["throws", "says"]) {
      test(`fails with the registry's trouble when the registry ${how} that it has one`, async (t) => {
        await using setup = createSetup(path);
        const trouble = new Error('The Role must allow "list"');
        setup.registry.watch = async function* (_service, { signal } = {}) {
          if (how === "throws") throw trouble;
          yield { instances: [], trouble };
          if (signal) await untilAborted(signal);
        };
        const client = setup.clients.client(CurrencyService, { waitMs: 20 });
        // A busy process may give up its first call before the registry has said anything.
        const fails = () =>
          assert.rejects(client.convert({}), {
            code: Code.Unavailable,
            rawMessage:
              'no instance of "currencyservice" found by memory: The Role must allow "list"',
            cause: trouble,
          });
        await t.waitFor(fails, { interval: 10, timeout: 20_000 });
      });
    }

    test("waits for a service that restarts, but not for one that is down", async (t) => {
      await using setup = createSetup(path);
      const now = performance.now.bind(performance);
      let passedMs = 0;
      t.mock.method(performance, "now", () => now() + passedMs);
      const client = setup.clients.client(CurrencyService, { timeoutMs: 60_000 });
      const convert = () => client.convert({});
      // This call is the first to ask for the service.
      passedMs = 6_000;
      const first = convert();
      {
        await using _one = await setup.currency("one");
        assert.equal((await first).currencyCode, "one");
      }
      const second = convert();
      {
        await using _two = await setup.currency("two");
        assert.equal((await second).currencyCode, "two");
      }
      const hasty = setup.clients.client(CurrencyService, { waitMs: 10 });
      const knownToBeGone = async () => {
        await assert.rejects(hasty.convert({}), { rawMessage: /^no instance of/ });
      };
      await t.waitFor(knownToBeGone, { interval: 10, timeout: 20_000 });
      passedMs += 6_000;
      const startMs = performance.now();
      await assert.rejects(convert(), { code: Code.Unavailable });
      assert.ok(performance.now() - startMs < 60_000, "the call waited for it");
      await using _three = await setup.currency("three");
      const isBack = async () => assert.equal((await convert()).currencyCode, "three");
      await t.waitFor(isBack, { interval: 10, timeout: 20_000 });
    });

    test("spreads calls over all instances, including those that start later", async (t) => {
      await using setup = createSetup(path);
      await using _one = await setup.currency("one");
      const client = setup.clients.client(CurrencyService);
      await client.convert({});
      await using _two = await setup.currency("two");
      const seen = new Set<string>();
      await t.waitFor(
        async () => {
          seen.add((await client.convert({})).currencyCode);
          assert.deepEqual([...seen].sort(), ["one", "two"]);
        },
        { interval: 10, timeout: 20_000 },
      );
    });

    test("stops calling an instance that has gone, and lets its calls end", async (t) => {
      await using setup = createSetup(path);
      const release = Promise.withResolvers<void>();
      const began = Promise.withResolvers<void>();
      await using one = await setup.currency("one", () => {
        began.resolve();
        return release.promise;
      });
      const client = setup.clients.client(CurrencyService);
      const slow = client.convert({});
      await began.promise;
      await one.withdraw();
      await using _two = await setup.currency("two");
      const atTwo = async () => {
        assert.equal((await client.convert({}, { timeoutMs: 1_000 })).currencyCode, "two");
      };
      await t.waitFor(atTwo, { interval: 10, timeout: 20_000 });
      release.resolve();
      assert.equal((await slow).currencyCode, "one");
    });
  });
}
