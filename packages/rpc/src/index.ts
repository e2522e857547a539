export {
  type CallContext,
  type CallRecord,
  currentCallContext,
  runInCallContext,
  runOutsideCallContext,
} from "./call-context.ts";
export { ASK_FOR_CALLS, writeCalls } from "./calls-header.ts";
export { type ClientOptions, type Clients, type ClientsOptions, createClients } from "./clients.ts";
export { serviceName } from "./service-name.ts";
