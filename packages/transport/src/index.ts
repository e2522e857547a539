export { canceled, timedOut } from "./caller-errors.ts";
export type { InstanceTransport, OpenTransport } from "./instance-transport.ts";
export { createLocalTransport } from "./local-transport.ts";
export { OtherProtocolError } from "./other-protocol-error.ts";
export { openStockTransport } from "./stock-transport.ts";
export { openFastTransport } from "./unary/fast-transport.ts";
export { createUnaryListener } from "./unary/unary-listener.ts";
export { UnreachedError } from "./unreached-error.ts";
export { whenGivenUp } from "./when-given-up.ts";
