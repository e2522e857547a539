import { currentCallContext, type SpanScope } from "@hipstershop/rpc";
import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { readBaggage } from "../baggage.ts";
import { OpenSpan } from "./open-span.ts";
import { type Place, spanContextOf } from "./place.ts";

export interface ScopeOptions {
  /** The span that the code works in, or the one of the caller where it has none. */
  readonly place: Place | undefined;
  /** W3C's baggage, as the header has it. */
  readonly baggage: string | undefined;
  readonly provider: TracerProvider | undefined;
  /** By default it is made of the others when it is first asked for: most code never asks. */
  readonly context?: Context;
}

/** What code works in. */
export class Scope implements SpanScope {
  readonly place: Place | undefined;
  readonly baggage: string | undefined;
  readonly provider: TracerProvider | undefined;
  #context: Context | undefined;

  constructor({ place, baggage, provider, context }: ScopeOptions) {
    this.place = place;
    this.baggage = baggage;
    this.provider = provider;
    this.#context = context;
  }

  get traceId(): string {
    return this.place?.traceId ?? "";
  }

  get spanId(): string {
    return this.place?.spanId ?? "";
  }

  get context(): Context {
    this.#context ??= contextOf(this);
    return this.#context;
  }
}

/** Returns what the running code works in, if that is known. */
export function currentScope(): Scope | undefined {
  const span = currentCallContext()?.span;
  return span instanceof Scope ? span : undefined;
}

function contextOf({ place, baggage }: Scope): Context {
  const context = baggage
    ? propagation.setBaggage(ROOT_CONTEXT, readBaggage(baggage))
    : ROOT_CONTEXT;
  if (place === undefined) return context;
  const span = place instanceof OpenSpan ? place : trace.wrapSpanContext(spanContextOf(place));
  return trace.setSpan(context, span);
}
