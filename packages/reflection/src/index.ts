export { callStream } from "./call-stream.ts";
export { callUnary } from "./call-unary.ts";
export { commentOf } from "./comment-of.ts";
export { type Reflected, reflect } from "./reflect.ts";
export { rpcDeclaration } from "./rpc-declaration.ts";
export { fieldType, type ServiceOffer, serviceOffer } from "./service-offer.ts";
