export {
  type CallContext,
  type CallRecord,
  currentCallContext,
  runInCallContext,
  runOutsideCallContext,
} from "./call-context.ts";
export { ASK_FOR_CALLS, writeCalls } from "./calls-header.ts";
export { type ClientOptions, type Clients, type ClientsOptions, createClients } from "./clients.ts";
export type { InstanceTransport, OpenTransport } from "./instance-transport.ts";
export { createLocalTransport } from "./local-transport.ts";
export { OtherProtocolError } from "./other-protocol-error.ts";
export { serviceName } from "./service-name.ts";
export { openStockTransport } from "./stock-transport.ts";
export { openFastTransport } from "./unary/fast-transport.ts";
export {
  createUnaryListener,
  type UnaryListener,
  type UnaryListenerOptions,
} from "./unary/unary-listener.ts";
