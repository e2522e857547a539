import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import {
  ExtensionRequestSchema,
  ServerReflection,
  type ServerReflectionRequest,
} from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { ServerReflection as ServerReflectionAlpha } from "@hipstershop/proto/grpc/reflection/v1alpha/reflection";
import { createReflection } from "./reflection.ts";

type Question = ServerReflectionRequest["messageRequest"];

/** Asks questions on one stream and returns the answers, files by their names. */
async function ask(version: typeof ServerReflection, ...questions: Question[]): Promise<unknown[]> {
  const reflection = createReflection(["hipstershop.CartService"]);
  const transport = createRouterTransport((router) => void router.service(version, reflection));
  async function* requests() {
    for (const messageRequest of questions) yield { messageRequest };
  }
  const answers: unknown[] = [];
  for await (const { messageResponse, originalRequest } of createClient(
    version,
    transport,
  ).serverReflectionInfo(requests())) {
    assert.equal(originalRequest?.messageRequest.case, questions[answers.length]?.case);
    switch (messageResponse.case) {
      case "fileDescriptorResponse":
        answers.push(
          messageResponse.value.fileDescriptorProto.map(
            (bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name,
          ),
        );
        break;
      case "listServicesResponse":
        answers.push(messageResponse.value.service.map(({ name }) => name));
        break;
      case "errorResponse":
        answers.push(messageResponse.value.errorCode);
        break;
      case "allExtensionNumbersResponse":
        answers.push(messageResponse.value.extensionNumber);
        break;
      default:
        answers.push(messageResponse.case);
    }
  }
  return answers;
}

const symbol = (value: string): Question => ({ case: "fileContainingSymbol", value });

// They differ in their package alone, so the one's client type serves for both.
const versions = { v1: ServerReflection, v1alpha: ServerReflectionAlpha as never };

for (const [version, service] of Object.entries(versions)) {
  test(`reflection ${version} lists services and sends each file once with what it imports`, async () => {
    const answers = await ask(
      service,
      { case: "listServices", value: "" },
      symbol("hipstershop.CartService"),
      symbol("hipstershop.CheckoutService"),
    );
    assert.deepEqual(answers[0], ["hipstershop.CartService"]);
    const [first, second] = answers.slice(1) as string[][];
    assert.ok(first?.includes("hipstershop/cart.proto"));
    assert.ok(second?.includes("hipstershop/checkout.proto"));
    assert.equal(new Set([...(first ?? []), ...(second ?? [])]).size, answers.flat().length - 1);
  });
}

test("reflection finds a file by its name and by any symbol in it", async () => {
  const answers = await ask(
    ServerReflection,
    { case: "fileByFilename", value: "hipstershop/ad.proto" },
    symbol("hipstershop.AdService.GetAds"),
    symbol("hipstershop.AdRequest.context_keys"),
    symbol("grpc.health.v1.HealthCheckResponse.SERVING"),
  );
  assert.ok(
    answers.every((files) => Array.isArray(files) && files.length > 0),
    String(answers),
  );
});

test("reflection finds the options that our files add to those of every proto file", async () => {
  const options = "google.protobuf.MethodOptions";
  const extension = (containingType: string, extensionNumber: number): Question => ({
    case: "fileContainingExtension",
    value: create(ExtensionRequestSchema, { containingType, extensionNumber }),
  });
  const answers = await ask(
    ServerReflection,
    { case: "allExtensionNumbersOfType", value: options },
    extension(options, 50001),
    extension(options, 50002),
    extension("hipstershop.Nothing", 50001),
  );
  assert.deepEqual(answers, [
    [50001],
    ["hipstershop/options", "google/protobuf/descriptor"].map((name) => `${name}.proto`),
    5,
    5,
  ]);
});

test("reflection says NOT_FOUND when it does not know what is asked for", async () => {
  const extendee = { case: "allExtensionNumbersOfType" as const };
  const answers = await ask(
    ServerReflection,
    symbol("hipstershop.Nothing"),
    symbol("hipstershop.AdService.Nothing"),
    { case: "fileByFilename", value: "nothing.proto" },
    { ...extendee, value: "hipstershop.Nothing" },
    { ...extendee, value: "hipstershop.Cart" },
  );
  assert.deepEqual(answers, [5, 5, 5, 5, []]);
});
