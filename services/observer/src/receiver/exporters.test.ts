import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { SimpleSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import { startObserver } from "../testing/start-observer.ts";

/** The name of the enum value that the exporters take. */
const GZIP = "gzip" as never;

const EXPORTERS: Readonly<Record<string, (url: string) => SpanExporter>> = {
  "HTTP and JSON": (url) => new JsonExporter({ url: `${url}/v1/traces` }),
  "HTTP and protobuf": (url) => new ProtobufExporter({ url: `${url}/v1/traces` }),
  "HTTP and protobuf in gzip": (url) =>
    new ProtobufExporter({ url: `${url}/v1/traces`, compression: GZIP }),
  gRPC: (url) => new GrpcExporter({ url }),
  "gRPC in gzip": (url) => new GrpcExporter({ url, compression: GZIP }),
};

for (const [way, create] of Object.entries(EXPORTERS)) {
  test(`observer takes what OpenTelemetry's own exporter for JavaScript sends over ${way}`, async () => {
    await using observer = await startObserver();
    const name = `work ${randomUUID()}`;
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": "foreign" }),
      spanProcessors: [new SimpleSpanProcessor({ exporter: create(observer.url) })],
    });
    const span = provider.getTracer("tests").startSpan(name, { attributes: { answer: 42 } });
    span.end();
    await provider.forceFlush();
    await provider.shutdown();
    assert((await observer.read("/traces")).includes(name));
    const page = await observer.read(`/traces/${span.spanContext().traceId}`);
    assert.match(page, /foreign/);
    assert.match(page, /<dt>answer<\/dt><dd class="code">42<\/dd>/);
  });
}
