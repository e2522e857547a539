import { openFastTransport, openStockTransport } from "@hipstershop/transport";
import { createConnectContender } from "./connect-contender.ts";
import type { Contender } from "./contender.ts";
import { grpcContender } from "./grpc-contender.ts";
import { nodeHttpContender } from "./node-http-contender.ts";
import { nodeNetContender } from "./node-net-contender.ts";

/** All that take part in Node, by the name that the table gives them. */
export const contenders: Readonly<Record<string, Contender>> = {
  "raw node:http": nodeHttpContender,
  "raw node:net": nodeNetContender,
  "fast path": createConnectContender({ open: openFastTransport, fastPath: true }),
  "connect-node": createConnectContender({ open: openStockTransport, fastPath: false }),
  "grpc-js": grpcContender,
};
