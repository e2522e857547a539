import type { DescMethod } from "@bufbuild/protobuf";
import type { CallWatcher, SpanScope, TraceHeaders } from "@hipstershop/rpc";

/** Records what a service does, as spans and metrics. */
export interface Recorder extends CallWatcher {
  /** Begins the record of an RPC that a caller has asked for. `received` is its trace context. */
  beginRpc(
    method: DescMethod,
    protocol: string,
    received: TraceHeaders | undefined,
  ): RecordedRpc | undefined;
  /** Begins the record of a page that a visitor has asked for. */
  beginPage(page: StartedPage): RecordedPage;
  /** Runs a use of a store, such as a transaction, and records how long it took. */
  store<T>(use: StoreUse, run: () => Promise<T>): Promise<T>;
}

/** An RPC that is being answered. */
export interface RecordedRpc {
  /** The span that the handler works in; undefined while there is nobody to send spans to. */
  readonly span: SpanScope | undefined;
  /** Ends the record. `code` is the name of a Connect code, "unavailable", when the RPC failed. */
  end(code: string | undefined): void;
}

/** The request for a page. */
export interface StartedPage {
  readonly method: string;
  readonly received: TraceHeaders | undefined;
  /** Whether a load generator asks for it. */
  readonly isTest: boolean;
}

/** A page that is being made. */
export interface RecordedPage {
  readonly span: SpanScope | undefined;
  /** Ends the record. The route is a pattern, "/product/:id", never a path. */
  end(answer: { readonly route: string | undefined; readonly status: number }): void;
}

/** A use of a store. */
export interface StoreUse {
  /** As the semantic conventions name it: "sqlite", "postgresql", "redis". */
  readonly system: string;
  /** Which one, "orders". */
  readonly namespace?: string;
  /** What is done, in a word or two: "transaction", "EVALSHA". Never a statement with values. */
  readonly operation: string;
}
