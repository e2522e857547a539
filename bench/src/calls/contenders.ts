import { openFastTransport, openStockTransport } from "@hipstershop/transport";
import { createConnectContender } from "./connect-contender.ts";
import type { Contender } from "./contender.ts";
import { grpcContender } from "./grpc-contender.ts";

/** All that take part, by the name that the table gives them. */
export const contenders: Readonly<Record<string, Contender>> = {
  "grpc-js": grpcContender,
  "connect-node": createConnectContender({ open: openStockTransport, fastPath: false }),
  "fast path": createConnectContender({ open: openFastTransport, fastPath: true }),
};
