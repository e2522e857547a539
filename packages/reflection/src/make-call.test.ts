import assert from "node:assert/strict";
import { test } from "node:test";
import { create, createFileRegistry, type DescMethod, fromJson, toJson } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import type { Clients } from "@hipstershop/rpc";
import { makeCall } from "./make-call.ts";

const TEXT = { inputType: ".test.Text", outputType: ".test.Text" };

/** Of all kinds, and two whose names are the same in a client of TypeScript. */
const files = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: "test.proto",
    package: "test",
    syntax: "proto3",
    messageType: [
      { name: "Text", field: [{ name: "text", number: 1, label: 1, type: 9, jsonName: "text" }] },
    ],
    service: [
      {
        name: "Test",
        method: [
          { name: "Same", ...TEXT, serverStreaming: true },
          { name: "same", ...TEXT },
          { name: "Gather", ...TEXT, clientStreaming: true },
          { name: "Talk", ...TEXT, clientStreaming: true, serverStreaming: true },
        ],
      },
    ],
  }),
  () => undefined,
);

test("makeCall calls each kind of RPC with one request, also where two names differ in case alone", async () => {
  const { methods = [] } = files.getService("test.Test") ?? {};
  // Each answers with its name, and those that stream do it twice.
  const transport = createRouterTransport((router) => {
    for (const method of methods) {
      const told = fromJson(method.output, { text: method.name });
      async function* twice() {
        yield told;
        yield told;
      }
      const isStream = /server|bidi/.test(method.methodKind);
      router.rpc(method as never, (isStream ? twice : async () => told) as never);
    }
  });
  const client = ((desc: never) => createClient(desc, transport)) as unknown as Clients["client"];
  async function answers(method: DescMethod) {
    const request = create(method.input);
    const heard: unknown[] = [];
    for await (const each of makeCall(client, { service: "test", method, request }).messages) {
      heard.push((toJson(method.output, each) as { text: string }).text);
    }
    return heard;
  }
  assert.deepEqual(await Promise.all(methods.map(answers)), [
    ["Same", "Same"],
    ["same"],
    ["Gather"],
    ["Talk", "Talk"],
  ]);
});
