import type {
  Attributes,
  AttributeValue,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanStatus,
  TimeInput,
} from "@opentelemetry/api";

/** A span that hands what is added to it on to another one. */
export abstract class HandingSpan implements Span {
  /** The span that takes it. */
  protected abstract get taker(): Span;

  abstract spanContext(): SpanContext;

  abstract isRecording(): boolean;

  setAttribute(key: string, value: AttributeValue): this {
    this.taker.setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    this.taker.setAttributes(attributes);
    return this;
  }

  addEvent(name: string, attributes?: Attributes | TimeInput, time?: TimeInput): this {
    this.taker.addEvent(name, attributes, time);
    return this;
  }

  addLink(link: Link): this {
    this.taker.addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.taker.addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.taker.setStatus(status);
    return this;
  }

  updateName(name: string): this {
    this.taker.updateName(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.taker.recordException(exception, time);
  }

  end(time?: TimeInput): void {
    this.taker.end(time);
  }
}
