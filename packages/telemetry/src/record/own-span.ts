import type { SpanScope } from "@hipstershop/rpc";
import {
  type Attributes,
  type Context,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { type InstrumentationScope, isTimeInput } from "@opentelemetry/core";
import type { WrittenSpan } from "../otlp/written-span.ts";
import { HandingSpan } from "./handing-span.ts";

/** What the spans of a recorder have in common. */
export interface SpanHome {
  readonly provider: TracerProvider;
  readonly scope: InstrumentationScope;
  /** Takes a span that has ended. */
  readonly add: (span: WrittenSpan) => void;
  /** Makes the span of the SDK that takes the place of this one: it has the same ids. */
  readonly replace: (span: OwnSpan) => Span;
}

/** What a span is, as far as it is known when it begins. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** By `performance.now()`. */
  readonly startMs: number;
  /** Where it begins: has its parent, unless it is the first span of a trace, and its baggage. */
  readonly around: Context;
  readonly links?: Link[];
}

/** How a span ended. */
export interface SpanEnd {
  /** By `performance.now()`. */
  readonly endMs: number;
  /** By default what it was called when it began. */
  readonly name?: string | undefined;
  /** In objects that never change. No two of them have the same key. */
  readonly attributes: readonly Attributes[];
  readonly isFailed: boolean;
}

/**
 * A span of an RPC or a page, and what code in it works in. It takes a fraction of what one of the SDK
 * takes, and knows no more than its recorder says when it begins and ends. When other code adds to it, by
 * OpenTelemetry's API, one of the SDK takes its place.
 */
export class OwnSpan extends HandingSpan implements SpanScope, WrittenSpan {
  readonly start: SpanStart;
  /** In milliseconds since the epoch. */
  readonly startTime: number;
  readonly #own: SpanContext;
  readonly #home: SpanHome;
  #context: Context | undefined;
  #end: SpanEnd | undefined;
  #replacement: Span | undefined;

  constructor(home: SpanHome, own: SpanContext, start: SpanStart) {
    super();
    this.start = start;
    this.#own = own;
    this.#home = home;
    this.startTime = this.isSampled ? Date.now() : 0;
  }

  /** Whether it is recorded. What is not still says where code is. */
  get isSampled(): boolean {
    return (this.#own.traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  /** Ends it, unless other code has. */
  finish(end: SpanEnd): void {
    if (!this.isRecording()) return;
    this.#end = end;
    if (this.#replacement === undefined) {
      this.#home.add(this);
      return;
    }
    for (const each of end.attributes) this.#replacement.setAttributes(each);
    if (end.name !== undefined) this.#replacement.updateName(end.name);
    this.#replacement.setStatus(this.status).end(this.endTime);
  }

  get traceId() {
    return this.#own.traceId;
  }

  get spanId() {
    return this.#own.spanId;
  }

  get context() {
    this.#context ??= trace.setSpan(this.start.around, this);
    return this.#context;
  }

  get provider() {
    return this.#home.provider;
  }

  get name() {
    return this.#end?.name ?? this.start.name;
  }

  get kind() {
    return this.start.kind;
  }

  get parentSpanContext() {
    return trace.getSpanContext(this.start.around);
  }

  get instrumentationScope() {
    return this.#home.scope;
  }

  get endTime() {
    return this.startTime + (this.#end?.endMs ?? 0) - this.start.startMs;
  }

  get status() {
    return this.#end?.isFailed ? FAILED : UNSET;
  }

  get shared() {
    return this.#end?.attributes ?? [];
  }

  get links() {
    return this.start.links;
  }

  spanContext(): SpanContext {
    return this.#own;
  }

  isRecording(): boolean {
    return this.#end === undefined && (this.#replacement?.isRecording() ?? this.isSampled);
  }

  override addEvent(name: string, attributes?: Attributes | TimeInput, time?: TimeInput): this {
    const nowMs = isTimeInput(attributes) ? undefined : this.#nowMs;
    return super.addEvent(name, attributes, time ?? nowMs);
  }

  override recordException(exception: Exception, time: TimeInput = this.#nowMs): void {
    super.recordException(exception, time);
  }

  override end(time: TimeInput = this.#nowMs): void {
    super.end(time);
  }

  /** In milliseconds since the epoch, by the clock that says when it ends: the SDK's knows no parts of one. */
  get #nowMs(): number {
    return this.startTime + performance.now() - this.start.startMs;
  }

  /** Takes nothing where this is not recorded, or has ended. */
  protected get taker(): Span {
    const takes = this.isSampled && this.#end === undefined;
    this.#replacement ??= takes ? this.#home.replace(this) : trace.wrapSpanContext(this.#own);
    return this.#replacement;
  }
}

const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };
const FAILED: SpanStatus = { code: SpanStatusCode.ERROR };
