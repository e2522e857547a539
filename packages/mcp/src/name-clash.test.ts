import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type DescService, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { createToolbox, type ToolboxOptions } from "./create-toolbox.ts";

/** Two services whose RPCs make tools of one name: "a_b_C" of "a" and of "a_b". */
const RPCS: Readonly<Record<string, string>> = { a: "b_C", a_b: "C" };

test("a tool whose name two services have is listed and called as that of the same one", async () => {
  for (const slow of Object.keys(RPCS)) {
    const asked: string[] = [];
    const client = (desc: DescService, { name }: { readonly name: string }) => {
      asked.push(name);
      return createClient(desc, reflection(name, name === slow));
    };
    const registry = {
      listServices: async () => Object.keys(RPCS),
      getService: async (service: string) => [{ id: `${service}-1` }],
    };
    const toolbox = createToolbox({ registry, client } as unknown as ToolboxOptions);
    const [listed, ...others] = await toolbox.list();
    assert.deepEqual([listed?.tool.name, listed?.service, others.length], ["a_b_C", "a", 0]);
    asked.length = 0;
    await toolbox.call("a_b_C", {});
    assert.deepEqual(asked, ["a"], `${slow} answers last`);
  }
});

/** What a service says of itself: at once, or after all others. */
function reflection(name: string, isSlow: boolean) {
  const file = create(FileDescriptorProtoSchema, {
    name: "test.proto",
    package: "test",
    syntax: "proto3",
    messageType: [{ name: "Nothing" }],
    service: [
      {
        name: "Service",
        method: [
          { name: RPCS[name] ?? "", inputType: ".test.Nothing", outputType: ".test.Nothing" },
        ],
      },
    ],
  });
  const fileDescriptorProto = [toBinary(FileDescriptorProtoSchema, file)];
  return createRouterTransport(({ service }) => {
    service(ServerReflection, {
      async *serverReflectionInfo(requests) {
        for await (const { messageRequest } of requests) {
          if (isSlow) await new Promise((resolve) => setTimeout(resolve, 100));
          if (messageRequest.case === "listServices") {
            const value = { service: [{ name: "test.Service" }] };
            yield { messageResponse: { case: "listServicesResponse" as const, value } };
          } else {
            const value = { fileDescriptorProto };
            yield { messageResponse: { case: "fileDescriptorResponse" as const, value } };
          }
        }
      },
    });
  });
}
