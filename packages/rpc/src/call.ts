import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import type { Code, UnaryResponse } from "@connectrpc/connect";
import type { Instance } from "@hipstershop/registry";
import type { CallRecord } from "./call-context.ts";
import type { CallWatcher, WatchedCall } from "./call-watcher.ts";

/** One unary call by name, on its way through the layers of a client. */
export interface Call {
  /** The registry name, "currencyservice". */
  readonly service: string;
  /** The id of the instance that it is for; undefined where any will do. */
  readonly only?: string | undefined;
  readonly method: DescMethodUnary;
  readonly input: MessageInitShape<DescMessage>;
  /** Names in lower case. A watcher may add to it. */
  readonly header: Record<string, string>;
  /** When the caller stops waiting, by `performance.now()`, a clock that nobody can set. */
  readonly deadlineMs: number;
  /** Until when the call may wait for an instance, by `performance.now()`. */
  readonly waitUntilMs: number;
  /** Aborts when the caller has gone. */
  readonly signal?: AbortSignal;
  /** How the call went: filled in by the layers that it passes. */
  readonly progress: Progress;
  /** Whether nobody waits for it: the cache renews an answer. */
  readonly isBackground?: boolean;
  readonly watcher?: CallWatcher | undefined;
}

/** What the layers know of a call. */
export interface Progress {
  attempts: number;
  /** For how long it waited for an instance, in milliseconds. */
  waitedMs?: number;
  instance?: Instance;
  cache: CallRecord["cache"];
  /** Each attempt at a watched call, once one has failed. */
  tries?: Attempt[];
  watched?: WatchedCall | undefined;
}

/** One attempt at a call. */
export interface Attempt {
  readonly instance: Instance;
  /** By `performance.now()`. */
  readonly startMs: number;
  readonly endMs: number;
  /** Set when it failed. */
  readonly code: Code | undefined;
}

/**
 * Makes a call and returns its answer, or throws a ConnectError. A layer of the client is
 * a function that wraps one of these into another.
 */
export type Invoke = (call: Call) => Promise<UnaryResponse>;
