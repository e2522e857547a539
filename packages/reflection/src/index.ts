export { commentOf } from "./comment-of.ts";
export { isOfEveryServer } from "./is-of-every-server.ts";
export { type MadeCall, makeCall, type WantedCall } from "./make-call.ts";
export { type Reflected, reflect } from "./reflect.ts";
export { rpcDeclaration } from "./rpc-declaration.ts";
export { fieldType, type ServiceOffer, serviceOffer } from "./service-offer.ts";
