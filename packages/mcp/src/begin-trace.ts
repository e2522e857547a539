import { randomBytes } from "node:crypto";
import type { ConnectError } from "@connectrpc/connect";
import type { Instance } from "@hipstershop/registry";

/** A trace that a call is the beginning of. */
export interface BegunTrace {
  readonly traceId: string;
  /** What the callee is sent of it (W3C Trace Context). */
  readonly traceparent: string;
  /** Ends the call's own span. */
  end(how: {
    readonly instance: Instance | undefined;
    readonly error: ConnectError | undefined;
  }): void;
}

/** Begins the trace of an RPC, "hipstershop.CartService/AddItem". */
export type BeginTrace = (rpc: string) => BegunTrace;

/** Begins a trace of which the callee's part is kept, and its beginning is not. */
export const beginTrace: BeginTrace = () => {
  const traceId = randomBytes(16).toString("hex");
  const spanId = randomBytes(8).toString("hex");
  return { traceId, traceparent: `00-${traceId}-${spanId}-01`, end() {} };
};
