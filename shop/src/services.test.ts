import assert from "node:assert/strict";
import { test } from "node:test";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { serviceNames } from "./service-names.ts";
import { services } from "./services.ts";

test("services are those of the proto files, and the frontend", () => {
  const set = fromBinary(FileDescriptorSetSchema, Buffer.from(descriptorSet, "base64"));
  const declared = [...createFileRegistry(set)].flatMap((type) =>
    type.kind === "service" && type.file.proto.package === "hipstershop"
      ? [type.name.toLowerCase()]
      : [],
  );
  assert.deepEqual([...declared, "frontend"].sort(), serviceNames);
  assert.deepEqual(
    services.map(({ name }) => name),
    serviceNames,
  );
});
