export {
  type CallContext,
  type CallRecord,
  currentCallContext,
  runInCallContext,
  runOutsideCallContext,
  type SpanScope,
  type TraceHeaders,
} from "./call-context.ts";
export type { CallWatcher, StartedCall, WatchedCall } from "./call-watcher.ts";
export type { CacheCounts, ClientCounts } from "./client-counts.ts";
export { type ClientOptions, type Clients, type ClientsOptions, createClients } from "./clients.ts";
export { inSpan } from "./in-span.ts";
export { OBSERVER } from "./observer-name.ts";
export { onceFor } from "./once-for.ts";
export { rpcName } from "./rpc-name.ts";
export { serviceName } from "./service-name.ts";
export { traceHeaders } from "./trace-headers.ts";
