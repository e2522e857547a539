import { createConnectContender } from "./connect-contender.ts";
import type { Contender } from "./contender.ts";
import { grpcContender } from "./grpc-contender.ts";
import { nodeHttpContender } from "./node-http-contender.ts";
import { nodeNetContender } from "./node-net-contender.ts";

/** All that take part in Node, by the name that the table gives them. */
export const contenders: Readonly<Record<string, Contender>> = {
  "raw node:http": nodeHttpContender,
  "raw node:net": nodeNetContender,
  "fast path": createConnectContender({ fastPath: true }),
  "connect-node": createConnectContender({ fastPath: false }),
  "grpc-js": grpcContender,
};
