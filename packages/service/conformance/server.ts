// A service for the suite to test, as serve() serves it: "node server.ts stock|fast|strict".
import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { readDelimited, writeDelimited } from "@hipstershop/transport/conformance";
import { defineService } from "../src/definition.ts";
import { startService } from "../src/start-service.ts";
import {
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from "./gen/connectrpc/conformance/v1/server_compat_pb.ts";
import { ConformanceService } from "./gen/connectrpc/conformance/v1/service_pb.ts";
import { conformanceService } from "./service.ts";
import { openStrictProxy } from "./strict-proxy.ts";

const [, , path] = process.argv;
const env = { SHOP: "conformance", REGISTRY: "memory", LOG_LEVEL: "silent" };

for await (const request of readDelimited(ServerCompatRequestSchema, process.stdin)) {
  const definition = defineService({
    service: ConformanceService,
    ...(request.messageReceiveLimit > 0 && { readMaxBytes: request.messageReceiveLimit }),
    create: () => conformanceService as ServiceImpl<typeof ConformanceService>,
  });
  // Either HTTP is spoken at the same port.
  const { instance } = await startService(definition, { env, fastPath: path !== "stock" });
  const { hostname, port } = new URL(`http://${instance.address}`);
  const open = path === "strict" ? await openStrictProxy(hostname, Number(port)) : Number(port);
  const response = create(ServerCompatResponseSchema, { host: hostname, port: open });
  writeDelimited(ServerCompatResponseSchema, response, process.stdout);
}
