import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { Receivers } from "../export/receivers.ts";
import type { InstrumentationScope } from "../instrumentation-scope.ts";
import type { Meter } from "../metric/meter.ts";
import { writeAttributes } from "../otlp/write-attributes.ts";
import { writeMessage } from "../otlp/write-message.ts";
import { writeScope } from "../otlp/write-scope.ts";
import { writeSpan } from "../otlp/write-span.ts";
import { clock } from "./clock.ts";
import type { OpenSpan } from "./open-span.ts";

/** Sends spans that have ended. To dispose it sends what is left. */
export interface SpanSender extends AsyncDisposable {
  add(span: OpenSpan): void;
}

export interface SpanSenderOptions {
  readonly receivers: Pick<Receivers, "send">;
  readonly resource: Readonly<Record<string, string>>;
  /** Counts what becomes of the spans. */
  readonly meter: Meter;
}

/** Spans wait this long for others, or until there are so many. */
const BATCH_MS = 250;
const MAX_BATCH = 512;

/** How many may wait. More are dropped. */
const MAX_WAITING = 2_048;

/** Spans that are sent together. */
interface Batch {
  count: number;
  /** The spans, encoded, by what has made them. */
  readonly scopes: Map<InstrumentationScope, BinaryWriter>;
}

/**
 * Creates the sender of a service's spans. It encodes a span when it ends: bytes are smaller than
 * objects, and no garbage collector looks through them.
 */
export function createSpanSender({ receivers, resource, meter }: SpanSenderOptions): SpanSender {
  const count = countSpans(meter, () => waiting);
  const full: Batch[] = [];
  let batch = newBatch();
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  function close(): void {
    clearTimeout(timer);
    timer = undefined;
    if (batch.count === 0) return;
    full.push(batch);
    batch = newBatch();
    clock.adjust();
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
  }

  async function sendAll(): Promise<void> {
    for (let next = full.shift(); next; next = full.shift()) {
      waiting -= next.count;
      const { count: sent } = next;
      await receivers.send("traces", encode(next, resource)).then(
        () => count(sent),
        (error: Error) => count(sent, error.name),
      );
    }
  }

  return {
    add(span) {
      if (waiting >= MAX_WAITING) return count(1, "queue_full");
      waiting += 1;
      batch.count += 1;
      let out = batch.scopes.get(span.scope);
      if (out === undefined) {
        out = new BinaryWriter();
        batch.scopes.set(span.scope, out);
      }
      writeSpan(out, span);
      if (batch.count === MAX_BATCH) close();
      else timer ??= setTimeout(close, BATCH_MS).unref();
    },
    async [Symbol.asyncDispose]() {
      close();
      await sending;
    },
  };
}

function newBatch(): Batch {
  return { count: 0, scopes: new Map() };
}

/** Returns an ExportTraceServiceRequest. */
function encode({ scopes }: Batch, resource: Readonly<Record<string, string>>): Uint8Array {
  const out = new BinaryWriter();
  writeMessage(out, 1, () => {
    writeMessage(out, 1, () => writeAttributes(out, 1, resource));
    for (const [scope, spans] of scopes) {
      writeMessage(out, 2, () => {
        writeScope(out, scope);
        out.raw(spans.finish());
      });
    }
  });
  return out.finish();
}

/** Counts, by the names of the conventions, the spans that wait, and what has become of others. */
function countSpans(meter: Meter, waiting: () => number) {
  const name = "otel.sdk.processor.span";
  const type = "batching_span_processor";
  const component = { "otel.component.type": type, "otel.component.name": `${type}/0` };
  const unit = "{span}";
  const processed = meter.createCounter(`${name}.processed`, {
    unit,
    description: "Spans that were sent, and, with an error.type, those that were lost.",
  });
  meter
    .createUpDownCounter(`${name}.queue.capacity`, { unit, description: "How many may wait." })
    .add(MAX_WAITING, component);
  meter
    .createObservableUpDownCounter(`${name}.queue.size`, { unit, description: "How many wait." })
    .addCallback((result) => result.observe(waiting(), component));
  return (spans: number, error?: string): void =>
    processed.add(spans, { ...component, ...(error && { "error.type": error }) });
}
