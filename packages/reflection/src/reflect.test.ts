import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
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
  const { services, files } = await reflect(
    createClient(ServerReflection, createGrpcTransport({ baseUrl })),
  );
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

test("reflect throws when the server has no reflection, or not the file of a service", async () => {
  const bare = createRouterTransport(() => {});
  await assert.rejects(reflect(createClient(ServerReflection, bare)), {
    code: Code.Unimplemented,
  });
  const forgetful = createRouterTransport((router) =>
    router.service(ServerReflection, {
      async *serverReflectionInfo(questions) {
        for await (const { messageRequest } of questions) {
          if (messageRequest.case === "listServices") {
            const value = { service: [{ name: "test.Lost" }] };
            yield { messageResponse: { case: "listServicesResponse", value } };
          } else {
            const value = { errorCode: Code.NotFound, errorMessage: "unknown symbol" };
            yield { messageResponse: { case: "errorResponse", value } };
          }
        }
      },
    }),
  );
  await assert.rejects(reflect(createClient(ServerReflection, forgetful)), {
    code: Code.NotFound,
    rawMessage: "unknown symbol",
  });
});
