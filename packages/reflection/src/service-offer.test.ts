import assert from "node:assert/strict";
import test from "node:test";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { serviceOffer } from "./service-offer.ts";

const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)));

function offerOf(name: string) {
  const service = files.getService(name);
  assert(service);
  return serviceOffer(service);
}

test("serviceOffer names RPCs, messages and their comments", () => {
  const offer = offerOf("hipstershop.CurrencyService");
  assert.equal(offer.file, "hipstershop/currency.proto");
  assert.equal(offer.comment, "Converts amounts between currencies.");
  const convert = offer.rpcs.find((rpc) => rpc.name === "Convert");
  assert.equal(convert?.declaration, "rpc Convert(CurrencyConversionRequest) returns (Money)");
  assert.match(convert.comment, /^Returns the amount in another currency/);
  const money = offer.messages.find((message) => message.name === "Money");
  assert.deepEqual(
    money?.fields.map((field) => field.declaration),
    ["string currency_code = 1", "int64 units = 2", "int32 nanos = 3"],
  );
  assert.match(money.fields[1]?.comment ?? "", /whole units/);
});

test("serviceOffer finds messages inside messages, and names lists and streams", () => {
  const checkout = offerOf("hipstershop.CheckoutService");
  const order = checkout.messages.find((message) => message.name === "OrderResult");
  assert(order?.fields.some((field) => field.declaration === "repeated OrderItem items = 5"));
  const watch = offerOf("grpc.health.v1.Health").rpcs.find((rpc) => rpc.name === "Watch");
  assert.equal(
    watch?.declaration,
    "rpc Watch(HealthCheckRequest) returns (stream HealthCheckResponse)",
  );
});

test("serviceOffer leaves out what a comment says under headings", () => {
  const { messages } = offerOf("hipstershop.CheckoutService");
  const timestamp = messages.find((message) => message.name === "Timestamp");
  assert.match(timestamp?.comment ?? "", /^A Timestamp represents a point in time[^#]+strings\.$/);
});

test("serviceOffer leaves comments empty when the descriptor has none", () => {
  assert.equal(serviceOffer(CurrencyService).comment, "");
});
