export {
  type CallContext,
  type CallRecord,
  currentCallContext,
  runInCallContext,
} from "./call-context.ts";
export type { ClientOptions, Clients } from "./clients.ts";
export { serviceName } from "./service-name.ts";
