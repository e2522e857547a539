import type { ConnectError } from "@connectrpc/connect";
import type { Call } from "./call.ts";

/** What a watcher may know of a call, unary or a stream. */
export type StartedCall = Pick<Call, "service" | "header" | "progress" | "isBackground"> & {
  readonly method: Pick<Call["method"], "name" | "parent">;
};

/** Told of the calls that a service makes: telemetry. Answers from the cache are no calls. */
export interface CallWatcher {
  /**
   * Called before a call is sent. It may add to the call's header, and returns what is told of the
   * call's end, or nothing.
   */
  begin(call: StartedCall): WatchedCall | undefined;
}

/** A call that is watched. */
export interface WatchedCall {
  /** Another request, for which the running code works, waits for the answer of this call too. */
  join(): void;
  /** The call has ended, with its error if it failed. How it went is in the call's progress. */
  end(error: ConnectError | undefined, resolution: Resolution | undefined): void;
}

/** How a name was resolved. */
export interface Resolution {
  /** The registry's name, "mdns". */
  readonly registry: string;
  /** How many instances it knew. */
  readonly instances: number;
}
