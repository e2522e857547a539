# Sends a span to the address that is its first argument, over HTTP and over gRPC, with
# OpenTelemetry's own exporters. The name of the span is the second argument and the way.
import sys

from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

address, name = sys.argv[1:]
ways = {
    "http": HttpExporter(f"http://{address}/v1/traces", compression=Compression.Gzip),
    "grpc": GrpcExporter(address, insecure=True),
}
for way, exporter in ways.items():
    provider = TracerProvider(resource=Resource({"service.name": "snake"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    provider.get_tracer("tests").start_span(f"{name} {way}").end()
    provider.shutdown()
