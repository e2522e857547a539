import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, createClient, createRouterTransport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import {
  defineService,
  defineWeb,
  type ServiceContext,
  startService,
  startTogether,
} from "@hipstershop/service";
import { makeCall } from "./make-call.ts";
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
  const names = services.map(({ typeName }) => typeName);
  assert.deepEqual(names, [
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

test("reflect asks by name, and what it returns can be called, with and without the network", async () => {
  const currencyservice = defineService({
    service: CurrencyService,
    create: () => ({
      getSupportedCurrencies: () => ({}),
      convertAll: () => ({}),
      convert: ({ from, toCode }) => ({ currencyCode: toCode, units: from?.units ?? 0n }),
    }),
  });
  let context: ServiceContext | undefined;
  const pages = defineWeb({
    name: "pages",
    create(given) {
      context = given as unknown as ServiceContext;
      return () => {};
    },
  });
  const env = { SHOP: "test", LOG_LEVEL: "silent", PORT: "0" };
  async function callByName() {
    assert(context);
    const reflection = context.client(ServerReflection, { name: "currencyservice" });
    const { services, files } = await reflect(reflection);
    assert.equal(services[0]?.typeName, "hipstershop.CurrencyService");
    const convert = files.getService("hipstershop.CurrencyService")?.method.convert;
    assert(convert);
    const request = fromJson(convert.input, { from: { units: "19" }, toCode: "EUR" });
    const service = "currencyservice";
    const converting = makeCall(context.client, { service, method: convert, request });
    const answers = [];
    for await (const answer of converting.messages) answers.push(toJson(convert.output, answer));
    assert.deepEqual(answers, [{ currencyCode: "EUR", units: "19" }]);
    const watch = files.getService("grpc.health.v1.Health")?.method.watch;
    assert(watch);
    const watching = makeCall(context.client, {
      service,
      method: watch,
      request: create(watch.input),
    });
    for await (const state of watching.messages) {
      assert.deepEqual(toJson(watch.output, state), { status: "SERVING" });
      break;
    }
  }
  {
    await using _together = await startTogether([currencyservice, pages], { env });
    await callByName();
  }
  await using registry = createMemoryRegistry();
  await using _callee = await startService(currencyservice, { env, registry });
  await using _caller = await startService(pages, { env, registry });
  await callByName();
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

for (const [what, files, code] of [
  ["files that import each other", () => [file("a", "b"), file("b", "a")], Code.DataLoss],
  ["files without end", endless, Code.ResourceExhausted],
  ["a file with too many messages", () => [pairs(0x22, 0)], Code.ResourceExhausted],
  ["a file with too many fields that nobody knows", () => [pairs(0x68, 0)], Code.ResourceExhausted],
  ["a file with too many labels that nobody knows", () => [labels()], Code.ResourceExhausted],
  ["bytes that are no file", () => [Uint8Array.of(0x0a, 9)], Code.DataLoss],
  ["a file with a number that does not end", () => [endlessNumber()], Code.DataLoss],
] as const) {
  test(`reflect refuses ${what}`, async () => {
    const transport = createRouterTransport(({ service }) => {
      service(ServerReflection, {
        async *serverReflectionInfo(requests) {
          for await (const { messageRequest } of requests) {
            if (messageRequest.case === "listServices") yield { messageResponse: LISTED };
            else for (const bytes of files()) yield { messageResponse: described(bytes) };
          }
        },
      });
    });
    await assert.rejects(reflect(createClient(ServerReflection, transport)), { code });
  });
}

const LISTED = {
  case: "listServicesResponse" as const,
  value: { service: [{ name: "a.Service" }] },
};

function described(file: Uint8Array) {
  const value = { fileDescriptorProto: [file] };
  return { case: "fileDescriptorResponse" as const, value };
}

function file(name: string, imported: string): Uint8Array {
  const dependency = [`${imported}.proto`];
  return toBinary(
    FileDescriptorProtoSchema,
    create(FileDescriptorProtoSchema, { name: `${name}.proto`, dependency }),
  );
}

/** Returns a field that says its label a million times: one that is none. */
function labels(): Uint8Array {
  return inField(pairs(0x20, 99));
}

/** Returns a field whose number is of eleven bytes that say that more follow. */
function endlessNumber(): Uint8Array {
  return inField(Uint8Array.of(0x18, ...Array(11).fill(0x80), 0));
}

/** Returns a file with an extension of these bytes. */
function inField(bytes: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(bytes).finish();
}

/** Returns two bytes, a million times. */
function pairs(...bytes: readonly [number, number]): Uint8Array {
  return Buffer.alloc(2_000_000, Uint8Array.from(bytes));
}

function* endless(): Generator<Uint8Array> {
  for (let count = 0; ; count++) yield file(`${count}`, "x".repeat(1_000_000));
}
