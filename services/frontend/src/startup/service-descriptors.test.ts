import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  ServiceDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { serviceDescriptors } from "./service-descriptors.ts";

test("serviceDescriptors knows a service as soon as a proto file of the shop declares it", () => {
  const files = fromBinary(FileDescriptorSetSchema, Buffer.from(descriptorSet, "base64"));
  const service = create(ServiceDescriptorProtoSchema, { name: "WishlistService" });
  files.file.push(
    create(FileDescriptorProtoSchema, {
      name: "hipstershop/wishlist.proto",
      package: "hipstershop",
      syntax: "proto3",
      service: [service],
    }),
  );
  const bytes = toBinary(FileDescriptorSetSchema, files);
  const names = [...serviceDescriptors(Buffer.from(bytes).toString("base64")).keys()];
  assert.deepEqual(
    names.filter((name) => !serviceDescriptors().has(name)),
    ["wishlistservice"],
  );
  assert.deepEqual(names, names.toSorted());
});

test("serviceDescriptors leaves out the services of gRPC itself", () => {
  const services = serviceDescriptors();
  assert(services.has("paymentservice"));
  assert(![...services.keys()].some((name) => name === "health" || /reflection/.test(name)));
});
