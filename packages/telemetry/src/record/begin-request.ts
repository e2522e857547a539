import type { TraceHeaders } from "@hipstershop/rpc";
import { SpanKind } from "@opentelemetry/api";
import { OpenSpan } from "../span/open-span.ts";
import { Scope } from "../span/scope.ts";
import { readBaggageHeader, readPlace } from "../trace-context.ts";
import type { Instruments } from "./instruments.ts";

/** What a server does for a client. */
export interface BegunRequest {
  /** Undefined when it is not sampled. */
  readonly span: OpenSpan | undefined;
  /** What the work runs in. */
  readonly scope: Scope;
}

/** Begins a request, in the trace that the request brought with it, if it did. */
export function beginRequest(
  { spans, provider, traces }: Instruments,
  name: string,
  received: TraceHeaders | undefined,
): BegunRequest | undefined {
  if (!traces()) return undefined;
  const place = spans.begin(name, received && readPlace(received), { kind: SpanKind.SERVER });
  const baggage = received && readBaggageHeader(received);
  return {
    span: place instanceof OpenSpan ? place : undefined,
    scope: new Scope({ place, baggage, provider }),
  };
}
