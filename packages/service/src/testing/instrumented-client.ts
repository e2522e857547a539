// A foreign program, for tests: it posts a message, given in base64, to a URL with node:http, watched by
// OpenTelemetry's own instrumentation, and prints the ids of the span that this made.
import { createRequire } from "node:module";
import { propagation } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

const [, , url = "", type = "", body = ""] = process.argv;
const exporter = new InMemorySpanExporter();
const tracerProvider = new TracerProvider({
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
});
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
registerInstrumentations({ tracerProvider, instrumentations: [new HttpInstrumentation()] });
// Only what is required after this is watched.
const { request } = createRequire(import.meta.url)("node:http") as typeof import("node:http");

const headers = { "content-type": type, "connect-protocol-version": "1" };
const outgoing = request(url, { method: "POST", headers }, (answer) => {
  answer.resume().on("close", async () => {
    await tracerProvider.forceFlush();
    const [span] = exporter.getFinishedSpans();
    process.stdout.write(JSON.stringify(span?.spanContext()));
  });
});
outgoing.end(Buffer.from(body, "base64"));
