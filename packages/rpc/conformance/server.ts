// A server for the suite to test: "node server.ts stock|fast".
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { create, createRegistry } from "@bufbuild/protobuf";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { createUnaryListener, type UnaryListener } from "../src/unary/unary-listener.ts";
import { readDelimited, writeDelimited } from "./delimited.ts";
import { HTTPVersion } from "./gen/connectrpc/conformance/v1/config_pb.ts";
import {
  ServerCompatRequestSchema,
  ServerCompatResponseSchema,
} from "./gen/connectrpc/conformance/v1/server_compat_pb.ts";
import {
  ConformanceService,
  file_connectrpc_conformance_v1_service,
} from "./gen/connectrpc/conformance/v1/service_pb.ts";
import { conformanceService } from "./service.ts";

const fast = process.argv[2] === "fast";

for await (const request of readDelimited(ServerCompatRequestSchema, process.stdin)) {
  const readMaxBytes = request.messageReceiveLimit || 4 * 2 ** 20;
  const stock = connectNodeAdapter({
    acceptCompression: [],
    readMaxBytes,
    // The suite sends any message of its service within an Any.
    jsonOptions: { registry: createRegistry(file_connectrpc_conformance_v1_service) },
    routes: (router) => router.service(ConformanceService, conformanceService),
  });
  const unary = createUnaryListener(ConformanceService, conformanceService, { readMaxBytes });
  const listener = (...exchange: Parameters<UnaryListener>) => {
    if (!fast || !unary(...exchange)) stock(...exchange);
  };
  const http2 = request.httpVersion === HTTPVersion.HTTP_VERSION_2;
  const server = http2
    ? createHttp2Server(listener)
    : createServer({ keepAliveTimeout: 65_000 }, listener);
  server.listen(0, "127.0.0.1", () => {
    const { address: host, port } = server.address() as AddressInfo;
    const response = create(ServerCompatResponseSchema, { host, port });
    writeDelimited(ServerCompatResponseSchema, response, process.stdout);
  });
}
