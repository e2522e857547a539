import type {
  Attributes,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
} from "@opentelemetry/api";
import { type InstrumentationScope, OWN_SCOPE } from "../instrumentation-scope.ts";
import { clock } from "./clock.ts";
import { type Place, spanContextOf } from "./place.ts";
import { randomIds } from "./random-ids.ts";
import { SpanNotes } from "./span-notes.ts";

export interface OpenSpanOptions {
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly parent: Place | undefined;
  /** Takes the span when it has ended. */
  readonly onEnd: (span: OpenSpan) => void;
  /** What makes it. By default the recorder. */
  readonly scope?: InstrumentationScope | undefined;
  /** By `performance.now()`. By default now. */
  readonly startMs?: number | undefined;
}

/**
 * A span that is recorded. What a recorder says of an RPC is the same for many, so it is encoded once
 * for all of them. A handler, and a library, may say more by OpenTelemetry's API.
 */
export class OpenSpan implements Span, Place {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId = randomIds.span();
  readonly parent: Place | undefined;
  readonly traceState: string | undefined;
  readonly isSampled = true;
  readonly isRemote = false;
  readonly scope: InstrumentationScope;
  readonly startMs: number;
  /** By `performance.now()`. Undefined while it runs. */
  endMs: number | undefined;
  /** Fields of OTLP's Span, from the recorder. They begin with its name and kind. */
  encoded: readonly Uint8Array[] | undefined;
  notes: SpanNotes | undefined;
  readonly #onEnd: OpenSpanOptions["onEnd"];

  constructor(name: string, options: OpenSpanOptions) {
    const { kind, traceId, parent, onEnd, scope = OWN_SCOPE, startMs } = options;
    this.name = name;
    this.kind = kind;
    this.traceId = traceId;
    this.parent = parent;
    this.traceState = parent?.traceState;
    this.scope = scope;
    this.startMs = startMs ?? performance.now();
    this.#onEnd = onEnd;
  }

  /** Ends it, with what a recorder has encoded. */
  finish(endMs: number, encoded?: readonly Uint8Array[]): void {
    if (this.endMs !== undefined) return;
    this.endMs = endMs;
    this.encoded = encoded;
    this.#onEnd(this);
  }

  spanContext(): SpanContext {
    return spanContextOf(this);
  }

  isRecording(): boolean {
    return this.endMs === undefined;
  }

  setAttribute(key: string, value: Attributes[string]): this {
    this.#note((notes) => notes.setAttribute(key, value));
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, given?: Attributes | TimeInput, time?: TimeInput): this {
    const isTime = typeof given !== "object" || Array.isArray(given) || given instanceof Date;
    const attributes = isTime ? {} : (given as Attributes);
    const ms = clock.read(isTime ? (given as TimeInput | undefined) : time);
    this.#note((notes) => notes.addEvent({ name, ms, attributes }));
    return this;
  }

  addLink(link: Link): this {
    this.#note((notes) => notes.addLink(link));
    return this;
  }

  addLinks(links: readonly Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.#note((notes) => {
      notes.status = status;
    });
    return this;
  }

  updateName(name: string): this {
    this.#note((notes) => {
      notes.name = name;
    });
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { name, code, message, stack } =
      typeof exception === "string"
        ? { message: exception }
        : (exception as Partial<Error> & { code?: string | number });
    const attributes = {
      "exception.type": code === undefined ? name : String(code),
      "exception.message": message,
      "exception.stacktrace": stack,
    };
    this.addEvent("exception", attributes, time);
  }

  end(time?: TimeInput): void {
    this.finish(clock.read(time));
  }

  #note(write: (notes: SpanNotes) => void): void {
    if (this.endMs !== undefined) return;
    this.notes ??= new SpanNotes();
    write(this.notes);
  }
}
