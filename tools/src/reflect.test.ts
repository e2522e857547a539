import assert from "node:assert/strict";
import { test } from "node:test";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { defineService, startService } from "@hipstershop/service";
import { reflect } from "./reflect.ts";

test("reflect returns the services of a server, and their files with comments", async () => {
  const currencyservice = defineService({ service: CurrencyService, create: () => ({}) as never });
  await using registry = createMemoryRegistry();
  const env = { SHOP: "test", LOG_LEVEL: "silent" };
  await using service = await startService(currencyservice, { env, registry });

  const baseUrl = `http://${service.instance.address}`;
  const { services, files } = await reflect(createGrpcTransport({ baseUrl }));
  assert.deepEqual(services, [
    "hipstershop.CurrencyService",
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
  ]);
  const method = files.getService("hipstershop.CurrencyService")?.method.convert;
  assert.equal(method?.input.typeName, "hipstershop.CurrencyConversionRequest");
  const locations = method?.parent.file.proto.sourceCodeInfo?.location ?? [];
  assert.ok(locations.some(({ leadingComments }) => leadingComments !== ""));
});
