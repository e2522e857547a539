import assert from "node:assert/strict";
import { test } from "node:test";
import { create, createFileRegistry } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { offerPage } from "./offer-page.ts";

test("offerPage shows the first of any number of RPCs, and says how many there are besides", () => {
  const method = Array.from({ length: 10_000 }, (_, index) => ({
    name: `Rpc${index}`,
    inputType: ".test.Nothing",
    outputType: ".test.Nothing",
  }));
  const file = create(FileDescriptorProtoSchema, {
    name: "test.proto",
    package: "test",
    syntax: "proto3",
    messageType: [{ name: "Nothing" }],
    service: [{ name: "Service", method }],
  });
  const files = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
  const own = [files.getService("test.Service") ?? assert.fail()];
  const page = offerPage("service", { own, common: [], files });
  const text = page.kind === "page" ? page.body.text : "";
  assert.match(text, /Rpc199<.*9800 more are not shown/s);
  assert.doesNotMatch(text, /Rpc200</);
});
