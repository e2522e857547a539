import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { runInCallContext, type TraceHeaders } from "@hipstershop/rpc";
import { createLocalTransport } from "@hipstershop/transport";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { receivedTrace } from "./received-trace.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const received = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: "vendor=1" };

test("receivedTrace returns what a call within the process carries, not what its caller came with", async () => {
  const seen: (TraceHeaders | undefined)[] = [];
  const client = createClient(
    CurrencyService,
    createLocalTransport(CurrencyService, {
      convert(_, handler) {
        seen.push(receivedTrace(handler));
        return {};
      },
    }),
  );
  const spanId = "00f067aa0ba902b7";
  const span = { traceId, spanId, context: ROOT_CONTEXT };
  await runInCallContext({ requestId: "request", received, span }, async () => {
    await client.convert({}, { headers: { Traceparent: `00-${traceId}-${spanId}-01` } });
    await client.convert({});
  });
  assert.deepEqual(seen, [{ traceparent: `00-${traceId}-${spanId}-01` }, undefined]);
});
