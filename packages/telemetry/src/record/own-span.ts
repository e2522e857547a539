import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  trace,
} from "@opentelemetry/api";
import { type InstrumentationScope, millisToHrTime } from "@opentelemetry/core";
import type { WrittenSpan } from "../otlp/written-span.ts";

/** What the spans of a recorder have in common. */
export interface SpanHome {
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
  /** Undefined for the first span of a trace. */
  readonly parent: SpanContext | undefined;
  readonly links?: Link[];
}

/** How a span ended. */
export interface SpanEnd {
  /** By `performance.now()`. */
  readonly endMs: number;
  /** By default what it was called when it began. */
  readonly name?: string;
  /** In objects that never change. No two of them have the same key. */
  readonly attributes: readonly Attributes[];
  readonly isFailed: boolean;
}

/**
 * A span of an RPC. It takes a fraction of what one of the SDK takes, and knows no more than its recorder
 * says when it begins and ends. When other code adds to it, by OpenTelemetry's API, one of the SDK takes
 * its place.
 */
export class OwnSpan implements Span, WrittenSpan {
  readonly start: SpanStart;
  /** In milliseconds since the epoch. */
  readonly #beganMs = Date.now();
  readonly #context: SpanContext;
  readonly #home: SpanHome;
  #end: SpanEnd | undefined;
  #replacement: Span | undefined;

  constructor(home: SpanHome, context: SpanContext, start: SpanStart) {
    this.start = start;
    this.#context = context;
    this.#home = home;
  }

  /** Ends it. Only its recorder does. */
  finish(end: SpanEnd): void {
    this.#end = end;
    if (this.#replacement === undefined) {
      this.#home.add(this);
      return;
    }
    for (const each of end.attributes) this.#replacement.setAttributes(each);
    if (end.name !== undefined) this.#replacement.updateName(end.name);
    this.#replacement.setStatus(this.status).end(this.endTime);
  }

  get name() {
    return this.#end?.name ?? this.start.name;
  }

  get kind() {
    return this.start.kind;
  }

  get parentSpanContext() {
    return this.start.parent;
  }

  get instrumentationScope() {
    return this.#home.scope;
  }

  get startTime() {
    return millisToHrTime(this.#beganMs);
  }

  get endTime() {
    const tookMs = (this.#end?.endMs ?? 0) - this.start.startMs;
    return millisToHrTime(this.#beganMs + tookMs);
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
    return this.#context;
  }

  isRecording(): boolean {
    return this.#end === undefined && (this.#replacement?.isRecording() ?? true);
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.#other.setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    this.#other.setAttributes(attributes);
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput, time?: TimeInput): this {
    this.#other.addEvent(name, attributes, time);
    return this;
  }

  addLink(link: Link): this {
    this.#other.addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.#other.addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#other.setStatus(status);
    return this;
  }

  updateName(name: string): this {
    this.#other.updateName(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.#other.recordException(exception, time);
  }

  end(time?: TimeInput): void {
    this.#other.end(time);
  }

  /** The span that takes what other code adds: nothing, once this one has ended. */
  get #other(): Span {
    if (this.#end !== undefined) return this.#replacement ?? trace.wrapSpanContext(this.#context);
    this.#replacement ??= this.#home.replace(this);
    return this.#replacement;
  }
}

const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };
const FAILED: SpanStatus = { code: SpanStatusCode.ERROR };
