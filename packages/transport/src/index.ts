export type { InstanceTransport, OpenTransport, Target } from "./instance-transport.ts";
export { createLocalTransport } from "./local-transport.ts";
export { OtherProtocolError } from "./other-protocol-error.ts";
export { openStockTransport } from "./stock-transport.ts";
export { openFastTransport } from "./unary/fast-transport.ts";
export {
  createUnaryListener,
  type UnaryListener,
  type UnaryListenerOptions,
} from "./unary/unary-listener.ts";
export { UnreachedError } from "./unreached-error.ts";
