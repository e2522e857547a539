import assert from "node:assert/strict";
import { test } from "node:test";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { commentOf } from "./comment-of.ts";

const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)));

test("commentOf finds the comment of a value of an enum, in a file and in a message", () => {
  const kinds = files.getEnum("hipstershop.DeliveryKind")?.values;
  assert(kinds?.[1] && kinds[0]);
  assert.equal(commentOf(kinds[1]), "The confirmation.");
  assert.equal(commentOf(kinds[0]), "");
  const statuses = files.getEnum("grpc.health.v1.HealthCheckResponse.ServingStatus")?.values;
  assert(statuses?.[3]);
  assert.equal(commentOf(statuses[3]), "Only sent by Watch.");
});

test("commentOf finds the comment of an enum, and that of a field in a oneof", () => {
  const kind = files.getEnum("hipstershop.OrderUpdate");
  assert(kind);
  assert.notEqual(commentOf(kind), "");
  const request = files.getMessage("grpc.reflection.v1.ServerReflectionRequest");
  const [oneof] = request?.oneofs ?? [];
  assert(oneof?.fields[0]);
  assert.equal(commentOf(oneof.fields[0]), "A proto file by its path.");
  assert.equal(commentOf(oneof), "");
});

test("commentOf looks through the comments of a file once, however many declarations it has", () => {
  const other = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)),
  );
  const method = other.getService("hipstershop.CartService")?.method.addItem;
  const info = method?.parent.file.proto.sourceCodeInfo;
  assert(method && info);
  const { location } = info;
  let looks = 0;
  Object.defineProperty(info, "location", {
    get() {
      looks++;
      return location;
    },
  });
  for (const field of method.input.fields) commentOf(field);
  assert.notEqual(commentOf(method), "");
  assert.equal(looks, 1);
});
