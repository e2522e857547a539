import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { startCurrency } from "../testing/start-currency.ts";

test("health says NOT_FOUND over gRPC when the name is too long for a header", async () => {
  await using service = await startCurrency();
  const client = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
  const name = "é".repeat(30_000);
  await assert.rejects(client.check({ service: name }), {
    code: Code.NotFound,
    rawMessage: `unknown service "${"é".repeat(100)}…"`,
  });
});
