import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { fastPath, stockPath, untilAborted } from "@hipstershop/transport/testing";
import { type CallRecord, runInCallContext } from "./call-context.ts";
import { createSetup } from "./testing/create-setup.ts";

for (const path of [stockPath, fastPath]) {
  describe(`client on the ${path.name} path`, () => {
    test("ends a call at its deadline and passes it on", async () => {
      await using setup = createSetup(path);
      let left: number | undefined;
      await using _one = await setup.currency("one", (request, context) => {
        left = context.timeoutMs();
        if (request.toCode !== "SLOW") return;
        return untilAborted(context.signal);
      });
      await setup.clients.client(CurrencyService, { timeoutMs: 60_000 }).convert({});
      assert.ok(
        left !== undefined && left > 5_000 && left <= 60_000,
        `the server was given ${left} ms`,
      );
      const hasty = setup.clients.client(CurrencyService, { timeoutMs: 50 });
      await assert.rejects(hasty.convert({ toCode: "SLOW" }), { code: Code.DeadlineExceeded });
    });

    test("passes a trace on as it came when nobody makes spans", async () => {
      await using setup = createSetup(path);
      let sent: (string | null)[] = [];
      await using _one = await setup.currency("one", (_request, { requestHeader }) => {
        sent = ["traceparent", "tracestate", "baggage"].map((name) => requestHeader.get(name));
      });
      const client = setup.clients.client(CurrencyService);
      const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
      const received = { traceparent, tracestate: "vendor=1", baggage: "user=ann" };
      await runInCallContext({ requestId: "r", received }, () => client.convert({}));
      assert.deepEqual(sent, [traceparent, "vendor=1", "user=ann"]);
    });

    test("ends a call by the deadline of the request that it is made for", async () => {
      await using setup = createSetup(path);
      let left: number | undefined;
      await using _one = await setup.currency("one", (_request, context) => {
        left = context.timeoutMs();
      });
      const client = setup.clients.client(CurrencyService, { timeoutMs: 60_000 });
      const deadlineMs = performance.now() + 30_000;
      await runInCallContext({ requestId: "r", deadlineMs }, () => client.convert({}));
      assert.ok(left !== undefined && left <= 30_000, `the server was given ${left} ms`);
      const past = { requestId: "r", deadlineMs: performance.now() - 1 };
      await assert.rejects(
        runInCallContext(past, () => client.convert({})),
        { code: Code.DeadlineExceeded },
      );
    });

    test("keeps its deadline when the wall clock is changed", async (t) => {
      await using setup = createSetup(path);
      let left: number | undefined;
      await using _one = await setup.currency("one", (_request, context) => {
        left = context.timeoutMs();
      });
      const client = setup.clients.client(CurrencyService, { timeoutMs: 60_000 });
      for (const hours of [49, -49]) {
        const deadlineMs = performance.now() + 30_000;
        t.mock.timers.enable({ apis: ["Date"], now: Date.now() + hours * 3_600_000 });
        await runInCallContext({ requestId: "r", deadlineMs }, () => client.convert({}));
        t.mock.timers.reset();
        assert.ok(left && left > 10_000 && left <= 30_000, `the server was given ${left} ms`);
      }
    });

    test("cancels a call when the request that it is made for ends", async () => {
      await using setup = createSetup(path);
      const aborted = Promise.withResolvers<void>();
      const began = Promise.withResolvers<void>();
      await using _one = await setup.currency("one", (_request, context) => {
        context.signal.addEventListener("abort", () => aborted.resolve());
        began.resolve();
        return aborted.promise;
      });
      const client = setup.clients.client(CurrencyService);
      const gone = new AbortController();
      const call = runInCallContext({ requestId: "r", signal: gone.signal }, () =>
        client.convert({}),
      );
      await began.promise;
      gone.abort();
      await assert.rejects(call, { code: Code.Canceled });
      await aborted.promise;
    });

    test("passes the request id on and reports the call", async () => {
      await using setup = createSetup(path);
      let requestId: string | null = null;
      await using one = await setup.currency("one", (_request, context) => {
        requestId = context.requestHeader.get("x-request-id");
      });
      const client = setup.clients.client(CurrencyService);
      const records: CallRecord[] = [];
      const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
      await runInCallContext(context, () => client.convert({}));
      assert.equal(requestId, "abc");
      const [record] = records;
      assert.equal(record?.service, "currencyservice");
      assert.equal(record?.method, "Convert");
      assert.deepEqual(record?.instance, one.instance);
      assert.equal(record?.cache, "none");
      assert.equal(record?.error, undefined);
    });

    test("reports the code of a call that failed", async () => {
      await using setup = createSetup(path);
      await using _one = await setup.currency("one", () => {
        throw new ConnectError("unsupported currency: XYZ", Code.InvalidArgument);
      });
      const records: CallRecord[] = [];
      const context = { requestId: "abc", onCall: (call: CallRecord) => void records.push(call) };
      const call = runInCallContext(context, () =>
        setup.clients.client(CurrencyService).convert({}),
      );
      await assert.rejects(call, {
        code: Code.InvalidArgument,
        rawMessage: "unsupported currency: XYZ",
      });
      assert.equal(records[0]?.error, "invalid_argument");
    });
  });
}
