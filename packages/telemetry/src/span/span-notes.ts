import type { Attributes, Link, SpanStatus } from "@opentelemetry/api";

/** Something that happened within a span. */
export interface SpanEvent {
  readonly name: string;
  /** By `performance.now()`. */
  readonly ms: number;
  readonly attributes: Attributes;
}

/** How many of each OpenTelemetry's specification keeps. */
const MOST = 128;

/** What was said of a span, by OpenTelemetry's API. What is too much is only counted. */
export class SpanNotes {
  name: string | undefined;
  status: SpanStatus | undefined;
  readonly attributes: Attributes = {};
  readonly events: SpanEvent[] = [];
  readonly links: Link[] = [];
  droppedAttributes = 0;
  droppedEvents = 0;
  droppedLinks = 0;
  #attributeCount = 0;

  setAttribute(key: string, value: Attributes[string]): void {
    if (value === undefined || value === null || key === "") return;
    if (!Object.hasOwn(this.attributes, key)) {
      if (this.#attributeCount === MOST) {
        this.droppedAttributes += 1;
        return;
      }
      this.#attributeCount += 1;
    }
    this.attributes[key] = value;
  }

  /** Adds an event. The oldest one makes room. */
  addEvent(event: SpanEvent): void {
    if (pushed(this.events, event)) this.droppedEvents += 1;
  }

  /** Adds a link. The oldest one makes room. */
  addLink(link: Link): void {
    if (pushed(this.links, link)) this.droppedLinks += 1;
  }
}

/** Adds a member, and returns whether the first one had to go. */
function pushed<T>(list: T[], member: T): boolean {
  return list.push(member) > MOST && list.shift() !== undefined;
}
